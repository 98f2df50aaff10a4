import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { floatFromInt16, int16FromFloat, resample, writeWav } from '@sidetone/audio'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { concat, spokenLine } from '../support/speech.js'
import { startPanelsSite } from './panels-site.js'

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const hasChromium = existsSync(chromiumPath)
if (!hasChromium) console.log(`Skipped: there is no Chromium at ${chromiumPath}; CHROMIUM may name another.`)

const key = 'sk-a-key-that-nobody-may-see'
const answer = 'The library is open from nine until six on weekdays.'
/** The machine may be busy with other tests. */
const patience = 120_000
/** Where to put pictures of the panels, for people. */
const pictures = process.env.PICTURES

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds serious or worse. A test may look in from outside of the page's content security policy. */
async function seriousProblems(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(axeFile, 'utf8'))
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

async function look(page: Page, name: string): Promise<void> {
  for (const [size, width, height] of [
    ['wide', 1280, 800],
    ['phone', 390, 844],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, `${name} is wider than a ${size} screen`).toBeLessThanOrEqual(0)
      expect(await seriousProblems(page), `${name}, ${size}, ${colorScheme}`).toEqual([])
      if (pictures) await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), fullPage: true })
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light' })
}

describe.skipIf(!hasChromium)('the panels Why and Wire', { timeout: 3 * patience }, () => {
  let site: Awaited<ReturnType<typeof startPanelsSite>>
  let server: TestServer
  let browser: Browser
  let page: Page
  const problems: string[] = []

  beforeAll(async () => {
    const [line, started] = await Promise.all([spokenLine(), startPanelsSite()])
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
    site = started
    server = await startTestServer({ script: { calls: [{ answer: [answer] }, { answer: [answer] }] } })
    const file = join(mkdtempSync(join(tmpdir(), 'sidetone-microphone-')), 'microphone.wav')
    const speech = resample(concat([floatFromInt16(line.samples), new Float32Array(24_000)]), 24_000, 48_000)
    writeFileSync(file, writeWav({ samples: int16FromFloat(speech), sampleRateHz: 48_000 }))
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${file}%noloop`,
        '--autoplay-policy=no-user-gesture-required',
        '--no-sandbox',
        '--disable-gpu',
      ],
    })
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true })
    page = await context.newPage()
    page.setDefaultTimeout(patience)
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    await page.goto(`${site.url}?url=${encodeURIComponent(server.url)}`)
  }, 2 * patience)
  afterAll(async () => {
    await browser?.close()
    await site?.close()
    await server?.close()
    expect(problems).toEqual([])
  })

  const open = (name: 'Why' | 'Wire') => page.getByRole('button', { name, exact: true }).click()
  const answered = (turns: number) =>
    page.waitForFunction(
      (wanted) =>
        globalThis.panels.client.turns.value.filter(({ lastHeardAtMs }) => lastHeardAtMs !== null).length === wanted &&
        globalThis.panels.client.state.value === 'listening',
      turns,
    )

  it('say what will be there before there is anything', async () => {
    await page.getByRole('heading', { name: 'No turn yet' }).waitFor()
    await look(page, 'why-empty')
    await open('Wire')
    await page.getByText('Nothing went over the wire yet.').waitFor()
    await look(page, 'wire-empty')
  })

  it('a spoken and a typed turn stand on the time axis, with the reason of the decision', async () => {
    await open('Why')
    await page.getByRole('button', { name: 'Connect' }).click()
    await answered(1)
    await page.evaluate(() => globalThis.panels.client.say('When is the library open?'))
    await answered(2)
    await page.getByRole('radio', { name: /^Turn 2, by text: \d/ }).waitFor()
    const first = page.getByRole('radio', { name: /^Turn 1, by voice: \d/ })
    await page.getByRole('radio', { name: /^Turn 2/ }).focus()
    await page.keyboard.press('ArrowDown')
    expect(await first.getAttribute('aria-checked')).toBe('true')
    expect(await first.evaluate((row) => row === document.activeElement)).toBe(true)
    await page.getByRole('img', { name: /Time axis of turn 1: You spoke .*Quiet .*You heard/ }).waitFor()
    await page.getByText(/You had finished.*quiet for \d+ ms/).waitFor()
    await page.getByText('All turns as a table').click()
    expect(await page.getByRole('region', { name: 'All turns' }).getByRole('row').count()).toBe(3)
  })

  it('the spoken turn is heard again under other settings, and the change is told', async () => {
    await page.getByRole('radio', { name: /server_vad/ }).check()
    await page.getByRole('slider').fill('0')
    await page.getByRole('button', { name: 'Hear it again' }).click()
    const row = page.getByRole('region', { name: 'What would change' }).getByRole('row', { name: /^800 ms of quiet/ })
    await row.waitFor()
    expect(await row.innerText()).toMatch(/quiet for 8\d\d ms, 800 ms end a turn/)
    expect(await page.evaluate(() => globalThis.panels.client.turns.value.length)).toBe(2)
    await look(page, 'why')
  })

  it('events are listed, filtered and searched, and an update tells what it changes', async () => {
    await open('Wire')
    const list = page.getByRole('listbox')
    await page.getByLabel('Category').selectOption('session')
    await list.getByText('session.created', { exact: true }).waitFor()
    expect(await list.getByText('response.created').count()).toBe(0)
    await page.getByLabel('Category').selectOption('all')
    await page.getByLabel('Direction').selectOption('sent')
    await page.getByLabel('Search').fill('transcription')
    await list.focus()
    await page.keyboard.press('Home')
    await page.getByRole('row', { name: /^audio.input.transcription/ }).waitFor()
    await page.getByRole('button', { name: 'Copy event' }).click()
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toMatchObject({ type: 'session.update' })
    await look(page, 'wire')
    await page.getByLabel('Search').fill('')
    await page.getByLabel('Direction').selectOption('both')
  })

  it('the saved session opens from a file without network, shows and plays, and holds no key', async () => {
    await page.evaluate(
      (secret) =>
        globalThis.panels.client.send({
          type: 'session.update',
          session: { type: 'realtime', tools: [{ type: 'mcp', server_label: 'x', server_url: 'https://localhost:1', authorization: secret }] },
        }),
      key,
    )
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save session' }).click()])
    const file = join(mkdtempSync(join(tmpdir(), 'sidetone-session-')), 'session.html')
    await download.saveAs(file)
    expect(readFileSync(file, 'utf8')).not.toContain(key)
    const context = await browser.newContext({ offline: true })
    const saved = await context.newPage()
    saved.setDefaultTimeout(patience)
    saved.on('pageerror', (error) => problems.push(String(error)))
    await saved.goto(pathToFileURL(file).href)
    expect(await saved.locator('.pieces li.user').count()).toBeGreaterThan(0)
    expect(await saved.locator('.pieces li.reply').first().innerText()).toContain(answer)
    await saved.getByRole('button', { name: 'Play all' }).click()
    await saved.waitForFunction(() => [...document.querySelectorAll('audio')].some(({ currentTime, duration }) => currentTime > 0.2 && duration > 1))
    await saved.getByLabel('Search').fill('speech_stopped')
    expect(await saved.locator('#events details:not([hidden])').count()).toBeGreaterThan(0)
    await saved.getByRole('button', { name: 'Stop' }).click()
    await look(saved, 'saved')
    await context.close()
  })
})
