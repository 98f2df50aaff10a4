import type { VoiceClientOptions } from '@sidetone/client'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Browsing } from '../support/browsing.js'
import { type SpokenLine, spokenLine } from '../support/speech.js'
import type { LoadedPage } from '../support/tab.js'
import { says, until } from '../support/until.js'

const story =
  'one morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands'
const tale = { user: 'story', answer: [story] }
const greeting = { user: 'hello', answer: ['Good day to you.'] }

const browsing = new Browsing()
afterEach(() => browsing.end())

const hearing: Partial<VoiceClientOptions> = { session: { audio: { input: { transcription: { model: 'default' } } } } }
const detectionOf = ({ client }: LoadedPage) =>
  (client.session.value as { audio?: { input?: { turn_detection?: unknown } } } | null)?.audio?.input?.turn_detection ?? null

const isSpeaking = ({ client }: LoadedPage) => until(client.state, (state) => state === 'speaking')
/** A second of the reply was heard. */
async function isInTheMiddle(page: LoadedPage): Promise<void> {
  await isSpeaking(page)
  await new Promise<void>((resolve) => {
    const stop = page.client.onWire(() => {
      if ((page.speaker.position()?.playedMs ?? 0) < 1_000) return
      stop()
      resolve()
    })
  })
}

const isListening = ({ client }: LoadedPage) => until(client.state, (state) => state === 'listening')
const told = ({ client }: LoadedPage) => client.transcript.value.map(({ role, text }) => [role, text])

describe('a page that is loaded again', { timeout: 120_000 }, () => {
  let line: SpokenLine
  beforeAll(async () => {
    line = await spokenLine()
  })

  it('shows what was said, and goes on with the session', async () => {
    const { page, tab, reload } = await browsing.converse([greeting, tale])
    page.client.say('hello')
    await until(page.client.transcript, says('Good day to you.'))
    await isListening(page)
    const session = page.client.session.value
    const next = await reload()
    expect(next.client.continuation.value).toBe('kept')
    expect(next.client.transcript.value).toEqual(page.client.transcript.value)
    await next.client.connect()
    expect(next.client.continuation.value).toBe('resumed')
    expect(next.client.error.value).toBeNull()
    expect(next.client.session.value).toEqual(session)
    expect(tab.kept).toBeNull()
    next.client.say('Tell me a story.')
    await until(next.client.transcript, says(story))
    expect(told(next)).toEqual([
      ['user', 'hello'],
      ['assistant', 'Good day to you.'],
      ['user', 'Tell me a story.'],
      ['assistant', story],
    ])
  })

  it('hears the rest of a reply from where it stopped', async () => {
    const { page, reload } = await browsing.converse([tale, tale])
    page.client.say('Tell me a story.')
    await until(page.client.transcript, says(story))
    await isListening(page)
    const [wholeMs = 0] = page.speaker.heard.values()
    page.client.say('Tell me the story again.')
    await isInTheMiddle(page)
    const leaving = reload()
    const heardMs = page.speaker.position()?.playedMs ?? 0
    const next = await leaving
    await next.client.connect()
    await until(next.client.transcript, (lines) => lines.filter(({ text }) => text === story).length === 2)
    await isListening(next)
    const [restMs = 0] = next.speaker.heard.values()
    // The one page heard what the other did not: a whole reply, of which nothing came twice.
    expect(heardMs).toBeGreaterThan(0)
    expect(Math.abs(heardMs + restMs - wholeMs)).toBeLessThan(60)
    expect(told(next).map(([role]) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
  })

  it('an interruption behind it cuts the reply off at what both pages heard', async () => {
    const { page, reload } = await browsing.converse([tale])
    page.client.say('Tell me a story.')
    await isInTheMiddle(page)
    const leaving = reload()
    const heardMs = page.speaker.position()?.playedMs ?? 0
    const next = await leaving
    await next.client.connect()
    await isSpeaking(next)
    const cut = new Promise<Record<string, unknown>>((resolve) => next.client.onWire(({ event }) => event.type.endsWith('.truncate') && resolve(event)))
    next.client.interrupt()
    expect(Number((await cut).audio_end_ms)).toBeGreaterThan(heardMs - 60)
    const lines = await until(next.client.transcript, (each) => each.some(({ cutOff }) => cutOff))
    expect(lines.at(-1)?.heardCharacters).toBeGreaterThan(0)
    expect(lines.at(-1)?.heardCharacters).toBeLessThan(story.length)
  })

  it('may be loaded again and again in the middle of one reply', async () => {
    const { page, reload } = await browsing.converse([tale])
    page.client.say('Tell me a story.')
    await isSpeaking(page)
    let last = page
    let heardMs = 0
    for (let time = 0; time < 3; time++) {
      const leaving = reload(last)
      heardMs += last.speaker.position()?.playedMs ?? 0
      const next = await leaving
      await next.client.connect()
      await isSpeaking(next)
      last = next
    }
    await until(last.client.transcript, says(story))
    await isListening(last)
    expect(told(last)).toEqual([
      ['user', 'Tell me a story.'],
      ['assistant', story],
    ])
    const [restMs = 0] = last.speaker.heard.values()
    expect(heardMs + restMs).toBeGreaterThan(10_000)
  })

  it('what was typed while the line was lost is sent by the next page', async () => {
    const { page, reload } = await browsing.converse([greeting])
    page.online(false)
    page.cut()
    await until(page.client.state, (state) => state === 'reconnecting')
    page.client.say('hello')
    const next = await reload()
    await next.client.connect()
    await until(next.client.transcript, says('Good day to you.'))
    expect(told(next)).toEqual([
      ['user', 'hello'],
      ['assistant', 'Good day to you.'],
    ])
  })

  it('goes on when the line comes back later than the page', async () => {
    const { reload } = await browsing.converse([greeting])
    const next = await reload()
    next.online(false)
    const connected = next.client.connect()
    await until(next.client.state, (state) => state === 'reconnecting')
    expect(next.client.continuation.value).toBe('kept')
    next.online(true)
    await connected
    expect([next.client.continuation.value, next.client.error.value]).toEqual(['resumed', null])
    next.client.say('hello')
    await until(next.client.transcript, says('Good day to you.'))
  })

  it('what was kept is there for another try when the server refuses, and for the page after that', async () => {
    const { reload, tab, server } = await browsing.converse([greeting])
    const next = await reload()
    const refused = tab.load(server.url, { key: () => Promise.reject(new Error('no key today')) })
    await expect(refused.client.connect()).rejects.toMatchObject({ code: 'link-refused' })
    expect(refused.client.continuation.value).toBe('kept')
    await refused.leave()
    expect(tab.kept).not.toBeNull()
    await next.client.connect()
    expect(next.client.continuation.value).toBe('resumed')
  })

  it('a turn that broke off with the page is ended and answered', async () => {
    const { page, reload } = await browsing.converse([{ answer: ['I heard you well.'] }], hearing)
    const speech = line.samples.subarray(0, Math.floor(line.samples.length * 0.7))
    page.microphone.say(speech)
    await until(page.client.state, (state) => state === 'hearing')
    const next = await reload()
    await next.client.connect()
    await until(next.client.transcript, says('I heard you well.'))
    await isListening(next)
  })

  it('a button that was held is let go: the turn is answered, and turn detection is back', async () => {
    const { page, reload } = await browsing.converse([{ answer: ['I heard you well.'] }], hearing)
    const detection = detectionOf(page)
    page.client.press()
    page.microphone.say(line.samples)
    await until(page.client.session, () => detectionOf(page) === null)
    const next = await reload()
    await next.client.connect()
    await until(next.client.transcript, says('I heard you well.'))
    await until(next.client.session, () => detectionOf(next) !== null)
    expect(detectionOf(next)).toEqual(detection)
  })

  it('speech behind it is heard in the format that the session has', async () => {
    const format = { type: 'audio/pcmu' }
    const { page, reload } = await browsing.converse([{ answer: ['I heard you well.'] }], hearing)
    await page.client.update({ audio: { input: { format }, output: { format } } })
    const next = await reload()
    const connected = next.client.connect()
    next.microphone.say(line.samples)
    await connected
    const lines = await until(next.client.transcript, says('I heard you well.'))
    expect(lines[0]?.text).not.toBe('')
    expect(next.client.quality.value.step).toBe('g711-8k')
  })

  it('who was muted stays muted, from before the page is connected', async () => {
    const { page, reload } = await browsing.converse([])
    page.client.mute(true)
    const next = await reload()
    expect(next.client.muted.value).toBe(true)
  })

  it('settings that were changed before it connects reach the session', async () => {
    const { reload } = await browsing.converse([])
    const next = await reload()
    await next.client.update({ instructions: 'Be brief.' })
    next.client.addTool('get_time', { description: 'The time', parameters: { type: 'object', properties: {} }, run: () => 'noon' })
    await next.client.connect()
    const session = await until(next.client.session, (value) => value?.instructions === 'Be brief.')
    expect(session?.tools).toMatchObject([{ name: 'get_time' }])
  })

  it('a change of settings that was under way is answered to nobody, and the next one to who asks', async () => {
    const { page, reload } = await browsing.converse([])
    page.client.update({ instructions: 'Be brief.' }).catch(() => {})
    const next = await reload()
    await next.client.connect()
    expect(await next.client.update({ instructions: 'Be long.' })).toMatchObject({ instructions: 'Be long.' })
  })

  describe('and runs tools', () => {
    const asked: unknown[] = []
    const weather = (run: () => unknown) => ({
      get_weather: {
        description: 'The weather in a city',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
        run: (args: Record<string, unknown>) => {
          asked.push(args)
          return run()
        },
      },
    })
    const call = { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Paris' } }] }
    afterEach(() => void asked.splice(0))

    it('tells the model of a tool that ended with the page, and the model goes on', async () => {
      const goesOn = { toolOutput: 'loaded again', answer: ['I could not find out.'] }
      const { page, reload } = await browsing.converse([call, goesOn], { tools: weather(() => new Promise(() => {})) })
      page.client.say('What is the weather?')
      await until(page.client.transcript, (lines) => lines.some(({ role, status }) => role === 'tool' && status === 'final'))
      const next = await reload()
      await next.client.connect()
      await until(next.client.transcript, says('I could not find out.'))
      expect(asked).toEqual([{ city: 'Paris' }])
    })

    it('runs none again that the earlier page ran', async () => {
      const said = { user: 'weather', answer: [story, { tool: 'get_weather', arguments: { city: 'Paris' } }] }
      const { page, reload } = await browsing.converse([said, { toolOutput: 'sunny', answer: ['It is sunny.'] }], { tools: weather(() => 'sunny') })
      page.client.say('What is the weather?')
      await until(page.client.transcript, (lines) => lines.some(({ text }) => text === 'sunny'))
      const next = await reload()
      await next.client.connect()
      await until(next.client.transcript, says('It is sunny.'))
      await isListening(next)
      expect(asked).toEqual([{ city: 'Paris' }])
      expect(next.sent).not.toContain('response.create')
    })
  })
})
