import { floatFromInt16 } from '@sidetone/audio'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { spokenLine } from '../support/speech.js'
import { testLimit } from './chromium.js'
import { type ConsolePage, noBrowserBecause, openConsole } from './console-page.js'
import { startScreenReader } from './screen-reader.js'

const missing = noBrowserBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const answer = 'The library is open from nine until six. On Sundays it is closed.'
const calls = Array.from({ length: 8 }, () => ({ answer: [answer] }))

describe.skipIf(missing !== null)('the console with a screen reader running', { timeout: testLimit }, () => {
  let opened: ConsolePage
  afterEach(() => opened?.close())

  const comesTo = (page: Page, word: string) => page.locator('.stage-state', { hasText: word }).waitFor()
  const lines = (page: Page, role: string) => page.locator(`#panel-talk li[data-role="${role}"][data-status="final"] [data-part="words"]`)
  /** In this order; anything may come in between. */
  const expectInOrder = (phrases: readonly string[], expected: readonly (string | RegExp)[]) => {
    let at = 0
    for (const each of expected) {
      const found = phrases.findIndex((phrase, index) => index >= at && (typeof each === 'string' ? phrase === each : each.test(phrase)))
      expect(found, `${each} in ${phrases.slice(at).join(' | ')}`).toBeGreaterThanOrEqual(0)
      at = found + 1
    }
  }
  /** The panel of the telephone has captions too. It is not shown, and browsers keep quiet about what is not; the reader of this test tells it as well. */
  const aboutCaptions = (announced: readonly string[]) => announced.filter((phrase) => /^polite: (You|Sidetone): /.test(phrase))

  it('says what is there and what can be done, then each line once when it is settled, and nothing that still changes', async () => {
    const { samples } = await spokenLine()
    opened = await openConsole({ calls, microphone: floatFromInt16(samples) })
    const { page } = opened
    const reader = await startScreenReader(page)
    expectInOrder(await reader.readTo(/^button, Start talking/), [
      'heading, Sidetone, level 1',
      /^tab, Talk, selected/,
      'main',
      'region, Voice',
      'status',
      'Ready',
      'Press the button and say something.',
      'button, Start talking',
    ])
    await reader.press()
    await comesTo(page, 'Speaking')
    await comesTo(page, 'Listening')
    const [heard, told] = [await lines(page, 'user').allTextContents(), await lines(page, 'assistant').allTextContents()]
    expect(told).toContain(answer)
    for (const line of [...heard.map((words) => `You: ${words}`), ...told.map((words) => `Sidetone: ${words}`)]) await reader.hear(`polite: ${line}`)
    const announced = await reader.announced()
    expectInOrder(announced, ['polite: Connecting', `polite: You: ${heard[0]}`, `polite: Sidetone: ${answer}`])
    // Partial words are in the page, and nobody is told of them.
    expect(new Set(aboutCaptions(announced))).toEqual(
      new Set([...heard.map((line) => `polite: You: ${line}`), ...told.map((line) => `polite: Sidetone: ${line}`)]),
    )
    expect(aboutCaptions(announced).filter((phrase) => phrase.startsWith('polite: You: '))).toHaveLength(heard.length)
    expect(announced.filter((phrase) => /events|kB|ms/.test(phrase.replaceAll(answer, '')))).toEqual([])
    expectInOrder(await reader.readTo(/^textbox, Type a line/), [
      'button, Stop',
      'button, Mute, not pressed',
      'region, Captions',
      'You',
      heard[0] ?? '',
      'Sidetone',
      answer,
    ])
    expect(opened.complaints).toEqual([])
  })

  it('says at once what went wrong and what to do, and the repair can be pressed', async () => {
    opened = await openConsole({ calls, microphone: null })
    const { page } = opened
    const reader = await startScreenReader(page)
    await reader.readTo(/^button, Start talking/)
    await reader.press()
    await comesTo(page, 'Connected')
    await reader.hear(/^assertive: .*The microphone may not be used on this page\. Allow the microphone/)
    expectInOrder(await reader.readTo(/^button, Type instead/), [
      /^alert/,
      /^The microphone may not be used/,
      /^Allow the microphone/,
      'button, Try the microphone again',
    ])
    await reader.press()
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Type a line')
    await page.keyboard.type('When is the library open?')
    await page.keyboard.press('Enter')
    await lines(page, 'assistant').filter({ hasText: answer }).waitFor()
    await reader.hear('polite: You: When is the library open?')
    await reader.hear(`polite: Sidetone: ${answer}`)
  })
})
