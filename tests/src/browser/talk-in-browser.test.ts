import { floatFromInt16, resample } from '@sidetone/audio'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { always } from '../support/always.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { concat, type SpokenLine, saidUntilHeard, spokenLine } from '../support/speech.js'
import { wordErrorRate } from '../support/word-error-rate.js'
import { launchChromium, noChromiumBecause, openPage, scenePatience, testLimit } from './chromium.js'
import type { Talk } from './page-main.js'
import { recognised } from './recognised.js'
import { soundedSamples } from './sounded-samples.js'
import { story } from './story.js'
import { type CuttableWay, startCuttableWay, startTestPage, type TestPage } from './test-page.js'

const missing = noChromiumBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const answer = 'The library is open from nine until six on weekdays.'

const silentFor = (seconds: number) => new Float32Array(seconds * 24_000)

declare global {
  // What the page sets.
  var talk: Talk
}

describe.skipIf(missing !== null)('a page in Chromium', { timeout: testLimit }, () => {
  let line: SpokenLine
  let testPage: TestPage
  let server: TestServer
  let way: CuttableWay
  let browser: Browser

  beforeAll(async () => {
    ;[line, testPage] = await Promise.all([spokenLine(), startTestPage()])
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
  })
  afterAll(() => testPage?.close())
  afterEach(async () => {
    await browser?.close()
    await way?.close()
    await server?.close()
  })

  /** A page whose microphone brings this audio (24 kHz) from the moment on which it opens, and then silence; null: it may not be used. */
  async function opened(calls: Script['calls'], microphone: Float32Array | null, soundsUntouched = true) {
    server = await startTestServer({ script: { calls } })
    way = await startCuttableWay(server.url)
    browser = await launchChromium({ microphone, soundsUntouched })
    const page = await openPage(browser)
    return { page, address: `${testPage.url}?url=${encodeURIComponent(way.url)}` }
  }

  async function talking(calls: Script['calls'], microphone: Float32Array | null): Promise<Page> {
    const { page, address } = await opened(calls, microphone)
    await page.goto(address)
    await page.click('button')
    await page.waitForFunction(() => talk.client.session.value !== null)
    return page
  }

  const says = (page: Page, text: string) => page.waitForFunction((wanted) => talk.client.transcript.value.some((each) => each.text === wanted), text)
  const comesTo = (page: Page, state: string) => page.waitForFunction((wanted) => talk.client.state.value === wanted, state)
  const type = (page: Page, text: string) => page.evaluate((typed) => talk.client.say(typed), text)

  it('is heard, is answered, and what it sounds is the answer', async () => {
    const page = await talking(always(answer), floatFromInt16(line.samples))
    await says(page, answer)
    await page.waitForFunction(() => talk.states.includes('speaking') && talk.client.state.value === 'listening')
    const [heard] = await page.evaluate(() => talk.client.transcript.value)
    expect(wordErrorRate(line.transcript, heard?.text ?? ''), heard?.text).toBeLessThan(0.35)
    expect(firstOfEach(await page.evaluate(() => talk.states))).toEqual(['connecting', 'listening', 'hearing', 'thinking', 'speaking'])
    const sounded = await page.evaluate(() => talk.sounded())
    const text = await recognised(resample(soundedSamples(sounded), sounded.sampleRateHz, 16_000))
    expect(wordErrorRate(answer, text), text).toBeLessThan(0.35)
    const [turn] = await page.evaluate(() => talk.client.turns.value)
    expect(turn?.firstHeardAtMs ?? 0).toBeGreaterThan(turn?.speechEndAtMs ?? Number.POSITIVE_INFINITY)
    const clicks = await page.evaluate(() => talk.clicks())
    console.log(`mouth to ear ${Math.round((turn?.firstHeardAtMs ?? 0) - (turn?.speechEndAtMs ?? 0))} ms, ${clicks} gaps in the answer`)
  })

  it('speech over the reply silences it within 200 ms of the news', async () => {
    const speech = floatFromInt16(line.samples)
    const page = await talking(always(story), saidUntilHeard(speech))
    // The line may have to be said more than once, over the reply too.
    page.setDefaultTimeout(scenePatience)
    await comesTo(page, 'speaking')
    const speakingAtMs = await page.evaluate(() => performance.now())
    await page.waitForFunction(() => talk.client.turns.value.some(({ bargeInAtMs }) => bargeInAtMs !== null))
    const voiceAtMs = await page.evaluate((from) => talk.heardAfter(from, 0.05), speakingAtMs)
    const bargeInAtMs = await page.evaluate(() => talk.client.turns.value.find((turn) => turn.bargeInAtMs !== null)?.bargeInAtMs ?? 0)
    const newsFrame = await page.evaluate(() => talk.events.findLast(({ type }) => type === 'input_audio_buffer.speech_started')?.frame ?? 0)
    const sounded = await page.evaluate(() => talk.sounded())
    const { sampleRateHz, firstFrame } = sounded
    const silentFrame = firstFrame + silentFrom(soundedSamples(sounded), newsFrame - firstFrame, sampleRateHz / 4)
    const silentMs = ((silentFrame - newsFrame) / sampleRateHz) * 1_000
    console.log(
      `silent ${Math.round(silentMs)} ms after the news, which came ${Math.round(bargeInAtMs - (voiceAtMs ?? 0))} ms after the first sound of the voice`,
    )
    expect(silentMs).toBeLessThan(200)
    const told = await page.evaluate(() => talk.client.transcript.value.find(({ cutOff }) => cutOff))
    expect(told?.heardCharacters).toBeLessThan(story.length)
    await page.waitForFunction(() => talk.client.transcript.value.filter(({ role }) => role === 'assistant').length > 1)
  })

  it('without leave to use the microphone it is a conversation in text, and the repair is told', async () => {
    const page = await talking([{ answer: [answer] }], null)
    await page.waitForFunction(() => talk.client.error.value !== null)
    expect(await page.evaluate(() => [talk.client.error.value?.code, talk.client.error.value?.repair])).toEqual([
      'microphone-denied',
      expect.stringContaining('Allow the microphone'),
    ])
    await type(page, 'When is the library open?')
    await says(page, answer)
    await comesTo(page, 'speaking')
  })

  it('a page that nobody has touched may not sound: it says so, and sounds at the first touch', async () => {
    const { page, address } = await opened([{ answer: [answer] }], null, false)
    const told = page.waitForEvent('console', (message) => message.text() === 'speaker-blocked')
    await page.goto(`${address}&untouched`)
    await told
    await page.mouse.click(5, 5)
    await type(page, 'When is the library open?')
    await comesTo(page, 'speaking')
    expect(await page.evaluate(() => talk.client.error.value)).toBeNull()
  })

  it('another microphone takes over without a break', async () => {
    const page = await talking(always(answer), concat([silentFor(4), floatFromInt16(line.samples)]))
    await page.waitForFunction(() => talk.capture().packets > 20)
    const chosen = await page.evaluate(async () => {
      const devices = await talk.microphone.devices()
      const other = devices.at(-1)?.id ?? ''
      const told = new Promise<string | null>((resolve) => {
        talk.microphone.onDeviceChange = (_, current) => resolve(current)
      })
      await talk.microphone.choose(other)
      return { asked: other, current: await told, count: devices.length }
    })
    expect(chosen.count).toBeGreaterThan(1)
    expect(chosen.current).toBe(chosen.asked)
    await page.waitForFunction((before) => talk.capture().packets > before + 50, await page.evaluate(() => talk.capture().packets))
    // Packets are of 20 ms, and go on whichever device they come from.
    expect((await page.evaluate(() => talk.capture())).longestGapMs).toBeLessThan(100)
    await says(page, answer)
  })

  it('a cut line is taken up again, and the reply is heard to its end', async () => {
    const page = await talking([{ answer: [story] }, { answer: [answer] }], silentFor(1))
    // The whole story is told.
    page.setDefaultTimeout(scenePatience)
    await type(page, 'Tell me a story.')
    await comesTo(page, 'speaking')
    way.cut()
    await page.waitForFunction(() => talk.states.includes('reconnecting'))
    await says(page, story)
    await comesTo(page, 'listening')
    expect(await page.evaluate(() => talk.events.filter(({ type }) => type === 'sidetone.session.resumed').length)).toBe(1)
    await type(page, 'And when is the library open?')
    await says(page, answer)
  })
})

/** A slow machine may come through a state twice. */
const firstOfEach = (states: readonly string[]) => [...new Set(states)]

/** The first sample from which on nothing sounds for `quietSamples`. */
function silentFrom(samples: Float32Array, start: number, quietSamples: number): number {
  let silent = Math.max(0, Math.floor(start))
  for (let at = silent; at < samples.length && at - silent < quietSamples; at++) if (Math.abs(samples[at] as number) > 0.001) silent = at + 1
  return silent
}
