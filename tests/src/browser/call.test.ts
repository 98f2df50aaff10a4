import { floatFromInt16, resample } from '@sidetone/audio'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { always } from '../support/always.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { type SpokenLine, saidUntilHeard, spokenLine } from '../support/speech.js'
import { wordErrorRate } from '../support/word-error-rate.js'
import type { CallPage } from './call-main.js'
import { launchChromium, noChromiumBecause, openPage, scenePatience, testLimit } from './chromium.js'
import { recognised } from './recognised.js'
import { soundedSamples } from './sounded-samples.js'
import { story } from './story.js'
import { startTestPage, type TestPage } from './test-page.js'

const missing = noChromiumBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const answer = 'The library is open from nine until six on weekdays.'

declare global {
  // What the page sets.
  var call: CallPage
}

describe.skipIf(missing !== null)('the WebRTC transport of @openai/agents-realtime in Chromium, unchanged', { timeout: testLimit }, () => {
  let line: SpokenLine
  let testPage: TestPage
  let server: TestServer
  let browser: Browser

  beforeAll(async () => {
    ;[line, testPage] = await Promise.all([spokenLine(), startTestPage('call-main.js')])
  })
  afterAll(() => testPage?.close())
  afterEach(async () => {
    await browser?.close()
    await server?.close()
  })

  /** A page on a call, with an ephemeral key of its own. */
  async function calling(calls: Script['calls'], microphone: Float32Array, loopbackCalls = true): Promise<Page> {
    server = await startTestServer({ script: { calls }, apiKeys: ['plain'] })
    const minted = await fetch(`${server.baseUrl}/realtime/client_secrets`, { method: 'POST', headers: { authorization: 'Bearer plain' } })
    const { value } = (await minted.json()) as { value: string }
    browser = await launchChromium({ microphone, loopbackCalls })
    const page = await openPage(browser)
    await page.goto(`${testPage.url}?calls=${encodeURIComponent(`${server.baseUrl}/realtime/calls`)}&key=${value}`)
    await page.click('button')
    await page.waitForFunction(() => call.failure !== null || document.querySelector('#state')?.textContent === 'connected')
    expect(await page.evaluate(() => call.failure)).toBeNull()
    return page
  }

  /** The line may have to be said more than once, over a reply too. */
  const comes = (page: Page, type: string) =>
    page.waitForFunction((wanted) => call.events.some((each) => each.type === wanted), type, { timeout: scenePatience })

  it('is heard, is answered, and what comes in is the answer', async () => {
    const page = await calling(always(answer), saidUntilHeard(floatFromInt16(line.samples)))
    expect(await page.evaluate(() => call.transport.callId)).toMatch(/^rtc_/)
    await comes(page, 'output_audio_buffer.stopped')
    const sounded = await page.evaluate(() => call.sounded())
    const text = await recognised(resample(soundedSamples(sounded), sounded.sampleRateHz, 16_000))
    expect(wordErrorRate(answer, text), text).toBeLessThan(0.35)
    const events = await page.evaluate(() => call.events.map(({ type }) => type))
    expect(events).not.toContain('response.output_audio.delta')
    await page.evaluate(() => call.session.close())
  })

  it('interrupts a reply by speaking: the server clears what was not heard and tells how much was', async () => {
    const page = await calling(always(story), saidUntilHeard(floatFromInt16(line.samples)))
    await comes(page, 'conversation.item.truncated')
    const events = await page.evaluate(() => call.events)
    const started = events.find(({ type }) => type === 'output_audio_buffer.started')
    const cleared = events.findIndex(({ type }) => type === 'output_audio_buffer.cleared')
    expect(events[cleared]).toMatchObject({ response_id: started?.response_id })
    const truncated = events.findIndex(({ type }) => type === 'conversation.item.truncated')
    expect(truncated).toBeGreaterThan(cleared)
    expect(events[truncated]?.audio_end_ms).toBeGreaterThan(0)
  })

  it('stops a reply by its own interrupt()', async () => {
    const page = await calling(always(story), saidUntilHeard(floatFromInt16(line.samples)))
    await comes(page, 'output_audio_buffer.started')
    await page.evaluate(() => call.session.interrupt())
    await comes(page, 'output_audio_buffer.cleared')
    await comes(page, 'conversation.item.truncated')
  })
})
