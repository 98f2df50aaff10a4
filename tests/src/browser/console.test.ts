import { floatFromInt16 } from '@sidetone/audio'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { always } from '../support/always.js'
import { concat, saidUntilHeard, synthesised } from '../support/speech.js'
import { wordErrorRate } from '../support/word-error-rate.js'
import { scenePatience, testLimit } from './chromium.js'
import { type ConsolePage, type ConsolePageOptions, noBrowserBecause, openConsole } from './console-page.js'
import { seriousFindings } from './serious-findings.js'

const missing = noBrowserBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const question = 'Could you tell me what time it is, please?'
const answer = 'The library is open from nine until six.'
const story =
  'One morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands, and the traveller listened until the candles had burned down and the rain had stopped.'
const silentFor = (seconds: number) => new Float32Array(seconds * 24_000)

describe.skipIf(missing !== null)('the console in Chromium', { timeout: testLimit }, () => {
  let speech: Float32Array
  let opened: ConsolePage

  beforeAll(async () => {
    speech = floatFromInt16(await synthesised(question))
  })
  afterEach(() => opened?.close())

  async function open(options: ConsolePageOptions): Promise<Page> {
    opened = await openConsole(options)
    return opened.page
  }

  const lines = (page: Page, role: string) => page.locator(`#panel-talk li[data-role="${role}"] [data-part="words"]`)
  const comesTo = (page: Page, word: string) => page.locator('.stage-state', { hasText: word }).waitFor()
  const start = (page: Page) => page.getByRole('button', { name: 'Start talking' }).click()
  async function type(page: Page, line: string) {
    await page.getByRole('textbox', { name: 'Type a line' }).fill(line)
    await page.keyboard.press('Enter')
  }

  it('hears a voice, answers it, captions both, and nothing is complained about', async () => {
    const page = await open({ calls: always(answer), microphone: saidUntilHeard(speech) })
    // The question may have to be said more than once.
    page.setDefaultTimeout(scenePatience)
    await start(page)
    await comesTo(page, 'Speaking')
    await lines(page, 'assistant').filter({ hasText: answer }).first().waitFor()
    const heard = await lines(page, 'user').allTextContents()
    expect(Math.min(...heard.map((each) => wordErrorRate(question, each))), heard.join(' | ')).toBeLessThan(0.4)
    await comesTo(page, 'Listening')
    expect(await page.locator('[aria-live="polite"]').first().textContent()).toContain(`Sidetone: ${answer}`)
    expect(opened.complaints).toEqual([])
  })

  it('speech over the reply strikes through what was not heard', async () => {
    const told = `${story} ${story}`
    const page = await open({ calls: always(told), microphone: saidUntilHeard(speech) })
    // The question may have to be said more than once, over the reply too.
    page.setDefaultTimeout(scenePatience)
    await start(page)
    await comesTo(page, 'Speaking')
    const struck = page.locator('#panel-talk li[data-role="assistant"] del')
    await struck.first().waitFor()
    expect(told.includes(((await struck.first().textContent()) ?? '').replace('not heard: ', '').trim())).toBe(true)
    await lines(page, 'assistant').nth(1).waitFor()
  })

  it('who types is not asked for a microphone, and is answered', async () => {
    const page = await open({ calls: always(answer), microphone: null })
    await type(page, 'When is the library open?')
    await lines(page, 'assistant').filter({ hasText: answer }).first().waitFor()
    expect(await lines(page, 'user').textContent()).toBe('When is the library open?')
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByRole('button', { name: 'Use microphone' }).waitFor()
  })

  it('a server with keys is told from one that is gone; the key goes into the banner, and a line that could not be sent is still there', async () => {
    const page = await open({ calls: always(answer), microphone: null, server: { apiKeys: ['sesame-one'] } })
    await type(page, 'When is the library open?')
    const alert = page.getByRole('alert')
    await alert.filter({ hasText: 'This server wants a key.' }).waitFor()
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.composer input')?.value === 'When is the library open?')
    await alert.getByRole('textbox', { name: 'Key' }).fill('barley-two')
    await alert.getByRole('button', { name: 'Connect' }).click()
    await alert.filter({ hasText: 'The server does not know this key.' }).waitFor()
    await alert.getByRole('textbox', { name: 'Key' }).fill('sesame-one')
    await alert.getByRole('button', { name: 'Connect' }).click()
    await comesTo(page, 'Connected')
    await page.getByRole('button', { name: 'Send' }).click()
    await lines(page, 'assistant').filter({ hasText: answer }).first().waitFor()
  })

  it('a denied microphone is told with what to do, and typing goes on', async () => {
    const page = await open({ calls: always(answer), microphone: null })
    await start(page)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toContain('Allow the microphone')
    expect(await seriousFindings(page)).toEqual([])
    await alert.getByRole('button', { name: 'Type instead' }).click()
    await page.keyboard.type('When is the library open?')
    await page.keyboard.press('Enter')
    await lines(page, 'assistant').filter({ hasText: answer }).first().waitFor()
  })

  it('a tool with a fixed answer is called, and its result goes back', async () => {
    const calls = [{ answer: [{ tool: 'get_weather', arguments: { city: 'Paris' } }] }, { toolOutput: 'clear', answer: [answer] }]
    const page = await open({ calls, microphone: null })
    await page.locator('summary', { hasText: 'Tools' }).click()
    await page.getByLabel('Name', { exact: true }).fill('get_weather')
    await page.getByLabel('Its answer (JSON)').fill('{"sky":"clear"}')
    await page.getByRole('button', { name: 'Add tool' }).click()
    await type(page, 'What is the weather?')
    await lines(page, 'assistant').filter({ hasText: answer }).first().waitFor()
    expect(await page.locator('.calls li').allTextContents()).toEqual(['get_weather({"city":"Paris"})', '{"sky":"clear"}'])
  })

  it('a call is in G.711 both ways, and keys are told as text', async () => {
    const page = await open({ calls: [{ user: '[keypad: 5#]', answer: [answer] }], microphone: silentFor(1) })
    await page.getByRole('tab', { name: 'Phone' }).click()
    await page.getByRole('button', { name: 'Call', exact: true }).click()
    await page.locator('.badge', { hasText: 'telephone' }).waitFor()
    await page.getByRole('button', { name: '5' }).click()
    await page.getByRole('button', { name: 'hash' }).click()
    await page.locator('#panel-phone li[data-role="assistant"]', { hasText: answer }).waitFor()
    await page.locator('.phone-state', { hasText: 'Speaking' }).waitFor()
    await page.getByRole('button', { name: 'Hang up' }).click()
    await page.locator('.phone-state', { hasText: 'On the hook' }).waitFor()
    expect(opened.complaints).toEqual([])
  })

  it('goes by keyboard alone: tabs by arrows, talk and stop by enter, a line in writing', async () => {
    const page = await open({ calls: always(answer), microphone: silentFor(1) })
    await page.getByRole('tab', { name: 'Talk' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Talk')
    await page.keyboard.press('ArrowLeft')
    expect(await focused(page)).toBe('Phone')
    await page.keyboard.press('Home')
    expect(await focused(page)).toBe('Talk')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Start talking')
    await page.keyboard.press('Enter')
    await comesTo(page, 'Listening')
    for (let stop = 0; (await focused(page)) !== 'Type a line' && stop < 20; stop++) await page.keyboard.press('Tab')
    await page.keyboard.type('When is the library open?')
    await page.keyboard.press('Enter')
    await lines(page, 'assistant').filter({ hasText: answer }).first().waitFor()
    for (let stop = 0; (await focused(page)) !== 'Stop' && stop < 20; stop++) await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await comesTo(page, 'Ready')
  })

  it('the space bar, held, talks until it is let go', async () => {
    const page = await open({ calls: always(answer), microphone: concat([silentFor(2), saidUntilHeard(speech)]) })
    await start(page)
    await comesTo(page, 'Listening')
    // The button that began it still has the focus.
    await page.keyboard.down(' ')
    await comesTo(page, 'Hearing you')
    // The sentence has to come from the microphone: its level is seen on the meter.
    await page.waitForFunction(() => (document.querySelector<HTMLMeterElement>('meter')?.value ?? 0) > 0.5)
    await page.waitForTimeout(3_000)
    const before = await lines(page, 'assistant').count()
    await page.keyboard.up(' ')
    await lines(page, 'assistant').nth(before).filter({ hasText: answer }).waitFor()
  })

  it.each(['light', 'dark'] as const)('axe finds nothing serious on any tab, in %s, wide and narrow', async (colorScheme) => {
    const page = await open({ calls: always(story), microphone: silentFor(1), look: { colorScheme, reducedMotion: 'reduce' } })
    for (const summary of await page.locator('.settings summary').all()) await summary.click()
    await start(page)
    await comesTo(page, 'Listening')
    await type(page, 'Tell me a story.')
    await comesTo(page, 'Speaking')
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Interrupt' }).click()
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 })
      for (const tab of ['Talk', 'Why', 'Wire', 'Phone']) {
        await page.getByRole('tab', { name: tab }).click()
        expect(await seriousFindings(page), `${tab} at ${width}`).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${tab} at ${width}`).toBeLessThanOrEqual(0)
      }
    }
  })
})

/** The accessible name of what has the focus, in short. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    return element?.getAttribute('aria-label') ?? element?.textContent ?? ''
  })
}
