import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'

/** What a person hears who reads the page with a screen reader: a simulated one, in the page. */
export interface ScreenReader {
  /** Goes on, one step after the other, until such a phrase is spoken; the phrases up to it. Throws at the end of the page. */
  readTo(phrase: RegExp): Promise<readonly string[]>
  /** Presses what was spoken last. */
  press(): Promise<void>
  /** Waits until a live region announces this. */
  hear(announcement: string | RegExp): Promise<void>
  /** What live regions announced so far. */
  announced(): Promise<readonly string[]>
}

interface Virtual {
  start(options: { container: Node }): Promise<void>
  next(): Promise<void>
  act(): Promise<void>
  lastSpokenPhrase(): Promise<string>
  spokenPhraseLog(): Promise<string[]>
}
declare const screenReader: { readonly virtual: Virtual }

/** More steps than any panel has. */
const mostSteps = 300

/** A test may look in from outside of the page's content security policy. */
export async function startScreenReader(page: Page): Promise<ScreenReader> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { virtual } from '@guidepup/virtual-screen-reader/browser.js'",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    format: 'iife',
    globalName: 'screenReader',
    write: false,
    logLevel: 'error',
  })
  await page.evaluate(outputFiles[0]?.text ?? '')
  await page.evaluate(() => screenReader.virtual.start({ container: document.body }))
  return {
    async readTo(phrase) {
      const phrases: string[] = []
      while (phrases.length < mostSteps) {
        const spoken = await page.evaluate(async () => {
          await screenReader.virtual.next()
          return screenReader.virtual.lastSpokenPhrase()
        })
        phrases.push(spoken)
        if (phrase.test(spoken)) return phrases
      }
      throw new Error(`Nothing like ${phrase} was spoken, but: ${phrases.join(' | ')}`)
    },
    press: () => page.evaluate(() => screenReader.virtual.act()),
    async hear(announcement) {
      const [source, whole] = typeof announcement === 'string' ? [announcement, true] : [announcement.source, false]
      await page.waitForFunction(
        async ([wanted, exactly]) => {
          const log = await screenReader.virtual.spokenPhraseLog()
          return log.some((phrase) => (exactly ? phrase === wanted : new RegExp(wanted).test(phrase)))
        },
        [source, whole] as const,
      )
    },
    announced: async () => (await page.evaluate(() => screenReader.virtual.spokenPhraseLog())).filter((phrase) => /^(polite|assertive): /.test(phrase)),
  }
}
