import { floatFromInt16 } from '@sidetone/audio'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { always } from '../support/always.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { synthesised } from '../support/speech.js'
import { wordErrorRate } from '../support/word-error-rate.js'
import { launchChromium, noChromiumBecause, openPage, testLimit } from './chromium.js'
import type { Talk } from './page-main.js'
import { noSoundSystemBecause, type PluggedMicrophone, type PluggedSpeaker, type SoundSystem, startSoundSystem } from './sound-system.js'
import { startTestPage, type TestPage } from './test-page.js'

const missing = noChromiumBecause() ?? noSoundSystemBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const question = 'Could you tell me what time it is, please?'
const answer = 'The library is open from nine until six on weekdays.'

declare global {
  // What the page sets.
  var talk: Talk
}

describe.skipIf(missing !== null)('sound cards that come and go, in Chromium', { timeout: testLimit }, () => {
  let speech: Float32Array
  let testPage: TestPage
  let sound: SoundSystem
  let speakers: PluggedSpeaker
  let desk: PluggedMicrophone
  let server: TestServer
  let browser: Browser

  beforeAll(async () => {
    const [samples, page] = await Promise.all([synthesised(question), startTestPage()])
    speech = floatFromInt16(samples)
    testPage = page
  })
  afterAll(() => testPage?.close())
  beforeEach(async () => {
    sound = await startSoundSystem()
    speakers = await sound.plugSpeaker('Speakers')
    desk = await sound.plugMicrophone('Desk')
  })
  afterEach(async () => {
    await browser?.close()
    await server?.close()
    await sound?.close()
  })

  async function talking(): Promise<Page> {
    server = await startTestServer({ script: { calls: always(answer) } })
    browser = await launchChromium({ microphone: 'plugged-in', environment: sound.environment })
    const page = await openPage(browser)
    await page.goto(`${testPage.url}?url=${encodeURIComponent(server.url.replace('http', 'ws'))}`)
    await page.click('button')
    await page.waitForFunction(() => talk.client.session.value !== null && talk.capture().packets > 10)
    return page
  }

  const choose = (page: Page, device: 'microphone' | 'speaker', name: string) =>
    page.evaluate(
      async ([device, name]) => {
        const found = (await talk[device].devices()).find(({ label }) => label === name)
        await talk[device].choose(found?.id ?? '')
      },
      [device, name] as const,
    )
  /** Chromium is told of sound cards by udev, which knows nothing of these: it finds out when a page asks. */
  const looks = (page: Page) => page.evaluate(async () => void (await talk.microphone.devices()))
  const isOn = (page: Page, name: string | null) => page.waitForFunction((wanted) => talk.deviceChanges.at(-1)?.current === wanted, name)
  const lists = (page: Page, name: string) => page.waitForFunction((wanted) => talk.deviceChanges.at(-1)?.all.includes(wanted), name)

  const says = (page: Page, line: string) => page.waitForFunction((wanted) => talk.client.transcript.value.some(({ text }) => text === wanted), line)

  /** Says the question into this microphone until it is understood, never over a reply: echo cancellation takes from a voice then, and a busy machine misses words. */
  async function isHeard(page: Page, microphone: PluggedMicrophone): Promise<void> {
    const before = await page.evaluate(() => talk.client.transcript.value.length)
    const heard: string[] = []
    while (heard.every((text) => wordErrorRate(question, text) > 0.5)) {
      expect(heard.length, heard.join(' | ')).toBeLessThan(4)
      await page.waitForFunction(() => talk.client.state.value === 'listening')
      await microphone.hear(speech)
      const said = await page.waitForFunction(
        ({ from, count }) => {
          const lines = talk.client.transcript.value.slice(from).filter(({ role, status }) => role === 'user' && status === 'final')
          return lines.length > count && lines.slice(count).map(({ text }) => text)
        },
        { from: before, count: heard.length },
      )
      heard.push(...((await said.jsonValue()) as string[]))
    }
    await page.waitForFunction((from) => talk.client.transcript.value.slice(from).some(({ role }) => role === 'assistant'), before)
  }

  it('a microphone that is unplugged gives way to another, and what is said before and after is heard', async () => {
    const usb = await sound.plugMicrophone('Usb')
    const page = await talking()
    await choose(page, 'microphone', 'Usb')
    await isOn(page, 'Usb')
    await isHeard(page, usb)
    await usb.unplug()
    await looks(page)
    await isOn(page, 'Default')
    expect(await page.evaluate(() => talk.deviceChanges.at(-1)?.all)).not.toContain('Usb')
    await isHeard(page, desk)
    const { code, capture } = await page.evaluate(() => ({ code: talk.client.error.value?.code, capture: talk.capture() }))
    expect(code).toBeUndefined()
    console.log(`the longest gap between two packets of 20 ms: ${Math.round(capture.longestGapMs)} ms`)
  })

  it('the last microphone goes: what to do is told and typing goes on; another comes: voice goes on', async () => {
    const page = await talking()
    await desk.unplug()
    await looks(page)
    await page.waitForFunction(() => talk.client.error.value?.code === 'microphone-missing')
    expect(await page.evaluate(() => talk.client.error.value?.repair)).toContain('Plug one in')
    await isOn(page, null)
    await page.evaluate(() => talk.client.say('When is the library open?'))
    await says(page, answer)
    const usb = await sound.plugMicrophone('Usb')
    await looks(page)
    await lists(page, 'Usb')
    await isOn(page, 'Default')
    await isHeard(page, usb)
    expect(await page.evaluate(() => talk.client.error.value)).toBeNull()
  })

  it('a microphone that comes is in the list, and the one in use stays', async () => {
    const page = await talking()
    await choose(page, 'microphone', 'Desk')
    await isOn(page, 'Desk')
    await sound.plugMicrophone('Usb')
    await looks(page)
    await lists(page, 'Usb')
    await isOn(page, 'Desk')
    await isHeard(page, desk)
  })

  it('a loudspeaker that is unplugged gives way to another in the middle of a reply', async () => {
    const headset = await sound.plugSpeaker('Headset')
    const page = await talking()
    await choose(page, 'speaker', 'Headset')
    await page.evaluate(() => talk.client.say('When is the library open?'))
    await page.waitForFunction(() => talk.client.state.value === 'speaking')
    await headset.sounds()
    const taken = speakers.sounds()
    await headset.unplug()
    await looks(page)
    await taken
    await page.waitForFunction(() => talk.client.state.value === 'listening')
  })

  it('without any loudspeaker the conversation goes on, and the next one that comes sounds', async () => {
    const page = await talking()
    await page.evaluate(() => talk.client.say('When is the library open?'))
    await speakers.sounds()
    // A microphone of this sound system has an output in it, so that it has to go as well.
    await speakers.unplug()
    await desk.unplug()
    await looks(page)
    await page.waitForFunction(() => talk.client.state.value === 'listening')
    const headset = await sound.plugSpeaker('Headset')
    const heard = headset.sounds()
    await looks(page)
    await page.evaluate(() => talk.client.say('When is the library open?'))
    await heard
  })
})
