import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { floatFromInt16, resample } from '@sidetone/audio'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { always } from '../support/always.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { saidUntilHeard, synthesised } from '../support/speech.js'
import { wordErrorRate } from '../support/word-error-rate.js'
import { testLimit } from './chromium.js'
import { noFirefoxBecause, openFirefox } from './firefox.js'
import type { Talk } from './page-main.js'
import { recognised } from './recognised.js'
import { type RemotePage, until } from './remote-page.js'
import { noSoundSystemBecause, type PluggedMicrophone, type PluggedSpeaker, type SoundSystem, startSoundSystem } from './sound-system.js'
import { soundedSamples } from './sounded-samples.js'
import { type CuttableWay, startCuttableWay, startTestPage, type TestPage } from './test-page.js'
import { noWebkitBecause, openWebkit } from './webkit.js'

const question = 'Could you tell me what time it is, please?'
const answer = 'The library is open from nine until six on weekdays.'
const story =
  'One morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands, and the traveller listened until the candles had burned down and the rain had stopped.'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare global {
  // What the page sets.
  var talk: Talk
}

interface AxeCore {
  run(): Promise<{ violations: { id: string; impact: string | null; nodes: { html: string }[] }[] }>
}

const browsers = [
  // Firefox takes what a loudspeaker sounds for a microphone, so that there is always one left.
  { name: 'Firefox', missing: noFirefoxBecause(), open: openFirefox, denies: true, endsWithoutMicrophone: false },
  // WebKitGTK's driver grants whatever a page asks for.
  { name: 'WebKit', missing: noWebkitBecause(), open: openWebkit, denies: false, endsWithoutMicrophone: true },
].map((browser) => ({ ...browser, missing: browser.missing ?? noSoundSystemBecause() }))
for (const { name, missing } of browsers) if (missing !== null) console.log(`Skipped: ${name}: ${missing}.`)

for (const { name, missing, open, denies, endsWithoutMicrophone } of browsers) {
  describe.skipIf(missing !== null)(`a page in ${name}`, { timeout: testLimit }, () => {
    let speech: Float32Array
    let testPage: TestPage
    let sound: SoundSystem
    let speakers: PluggedSpeaker
    let desk: PluggedMicrophone
    let server: TestServer
    let way: CuttableWay
    let page: RemotePage

    beforeAll(async () => {
      sound = await startSoundSystem()
      speakers = await sound.plugSpeaker('Speakers')
      desk = await sound.plugMicrophone('Desk')
      testPage = await startTestPage()
      speech = floatFromInt16(await synthesised(question))
    })
    afterAll(async () => {
      await testPage?.close()
      await sound?.close()
    })
    afterEach(async () => {
      await page?.close()
      await way?.close()
      await server?.close()
    })

    async function opened(calls: Script['calls'], microphoneAllowed = true): Promise<void> {
      server = await startTestServer({ script: { calls } })
      way = await startCuttableWay(server.url)
      page = await open({ microphoneAllowed, environment: sound.environment })
    }

    async function talking(calls: Script['calls'], microphoneAllowed = true): Promise<void> {
      await opened(calls, microphoneAllowed)
      await page.goto(`${testPage.url}?url=${encodeURIComponent(way.url)}`)
      await page.evaluate(() => document.querySelector('button')!.click())
      await until(page, () => talk.client.session.value !== null)
    }

    const says = (line: string) => until(page, (wanted) => talk.client.transcript.value.some(({ text }) => text === wanted), line)
    const comesTo = (state: string) => until(page, (wanted) => talk.client.state.value === wanted, state)
    const type = (line: string) => page.evaluate((typed) => talk.client.say(typed), line)

    it('hears a voice, answers it, and what it sounds is the answer', async () => {
      await talking(always(answer))
      await until(page, () => talk.capture().packets > 50)
      const sounded = speakers.sounds()
      await desk.hear(speech)
      await says(answer)
      await sounded
      await until(page, () => talk.states.includes('speaking') && talk.client.state.value === 'listening')
      const heard = await page.evaluate(() => talk.client.transcript.value.flatMap(({ role, text }) => (role === 'user' ? [text] : [])))
      expect(wordErrorRate(question, heard.join(' ')), heard.join(' | ')).toBeLessThan(0.4)
      const heardFrom = await page.evaluate(() => talk.sounded())
      const text = await recognised(resample(soundedSamples(heardFrom), heardFrom.sampleRateHz, 16_000))
      expect(wordErrorRate(answer, text), text).toBeLessThan(0.35)
      const traffic = await page.evaluate(() => talk.client.traffic.value)
      expect(traffic.savedSeconds).toBeGreaterThan(0)
      const { longestGapMs, clicks } = await page.evaluate(() => ({ ...talk.capture(), clicks: talk.clicks() }))
      console.log(`${name}: longest gap between two packets of 20 ms: ${Math.round(longestGapMs)} ms; ${clicks} gaps in the answer`)
      expect(await page.complaints()).toEqual([])
    })

    it('an interruption silences the reply, and what was not heard is known', async () => {
      await talking(always(story))
      await type('Tell me a story.')
      await speakers.sounds()
      await comesTo('speaking')
      await page.evaluate(() => talk.client.interrupt())
      await comesTo('listening')
      const line = await page.evaluate(() => talk.client.transcript.value.find(({ cutOff }) => cutOff))
      expect(line?.heardCharacters).toBeLessThan(story.length)
    })

    it('a cut line is taken up again, and the reply is heard to its end', async () => {
      await talking(always(story))
      await type('Tell me a story.')
      await comesTo('speaking')
      way.cut()
      await until(page, () => talk.states.includes('reconnecting'))
      await says(story)
      await comesTo('listening')
      expect(await page.evaluate(() => talk.events.filter((event) => event.type === 'sidetone.session.resumed').length)).toBe(1)
    })

    it.runIf(denies)('a denied microphone leaves a conversation in text, and the repair is told', async () => {
      await talking(always(answer), false)
      await until(page, () => talk.errors.includes('microphone-denied'))
      await type('When is the library open?')
      await says(answer)
      await comesTo('speaking')
    })

    const isOn = (label: string | null) => until(page, (wanted) => talk.deviceChanges.at(-1)?.current === wanted, label)

    it('a microphone that is unplugged gives way to another, which is heard', async () => {
      const usb = await sound.plugMicrophone('Usb')
      await talking(always(answer))
      await until(page, () => talk.deviceChanges.length > 0)
      await page.evaluate(async () => talk.microphone.choose((await talk.microphone.devices()).find((device) => device.label === 'Usb')?.id ?? ''))
      await isOn('Usb')
      await usb.unplug()
      await isOn('Desk')
      // The first words may be gone before a browser has begun to listen to another device.
      void desk.hear(saidUntilHeard(speech))
      await says(answer)
      expect(await page.evaluate(() => talk.errors)).toEqual([])
    })

    it.runIf(endsWithoutMicrophone)('the last microphone that is unplugged is told, and the next that comes is heard', async () => {
      await talking(always(answer))
      await isOn('Desk')
      await desk.unplug()
      await until(page, () => talk.errors.includes('microphone-missing'))
      desk = await sound.plugMicrophone('Desk')
      await isOn('Desk')
      // The first words may be gone before a browser has begun to listen to another device.
      void desk.hear(saidUntilHeard(speech))
      await says(answer)
      expect(await page.evaluate(() => talk.client.error.value)).toBeNull()
    })

    it('the console talks without complaints, and axe finds nothing serious', async () => {
      await opened(always(answer))
      await page.goto(`http://${new URL(way.url).host}/`)
      const press = (label: string) =>
        page.evaluate((wanted) => [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.includes(wanted))?.click(), label)
      const stage = (word: string) => until(page, (wanted) => document.querySelector('.stage-state')?.textContent?.includes(wanted), word)
      await until(page, () => document.querySelector('.stage-state') !== null)
      await press('Start talking')
      await stage('Listening')
      const sounded = speakers.sounds()
      await desk.hear(speech)
      await until(page, (wanted) => document.querySelector('#panel-talk')?.textContent?.includes(wanted), answer)
      await sounded
      for (const tab of ['Why', 'Wire', 'Phone', 'Talk']) {
        await page.evaluate(
          (wanted) => [...document.querySelectorAll<HTMLElement>('[role="tab"]')].find(({ textContent }) => textContent === wanted)?.click(),
          tab,
        )
        expect(await seriousFindings(), tab).toEqual([])
      }
      expect(await page.complaints()).toEqual([])
    })

    async function seriousFindings(): Promise<readonly string[]> {
      await page.run(axe)
      return page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: AxeCore }).axe.run()
        return violations.flatMap(({ id, impact, nodes }) => (impact === 'serious' || impact === 'critical' ? [`${id}: ${nodes[0]?.html}`] : []))
      })
    }
  })
}
