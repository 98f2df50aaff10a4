import {
  createVoiceClient,
  type OpenSocket,
  type Socket,
  type TranscriptLine,
  type VoiceClient,
  type VoiceClientOptions,
  VoiceFailure,
  type VoiceState,
} from '@sidetone/client'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ScriptedMicrophone, ScriptedSpeaker } from '../support/scripted-ears.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { type SpokenLine, spokenLine } from '../support/speech.js'

const story =
  'one morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands, and the traveller listened until the candles had burned down and the rain had stopped'

const heard = { answer: ['I heard you well.'] }
const weather = [
  { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Paris' } }] },
  { toolOutput: 'sunny', answer: ['It is sunny in Paris.'] },
]
const tale = { user: 'story', answer: [story] }
const greeting = { user: 'hello', answer: ['Good day to you.'] }

const clients: VoiceClient[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect()
})

function talkTo(server: TestServer, more: Partial<VoiceClientOptions> = {}) {
  const microphone = new ScriptedMicrophone()
  const speaker = new ScriptedSpeaker()
  const sockets: WebSocket[] = []
  const openSocket: OpenSocket = (url, protocols) => {
    const socket = new WebSocket(url, ['realtime', ...protocols])
    sockets.push(socket)
    return socket as unknown as Socket
  }
  const client = createVoiceClient({
    url: server.url,
    openSocket,
    microphone,
    speaker,
    session: { audio: { input: { transcription: { model: 'default' } } } },
    ...more,
  })
  clients.push(client)
  const states: VoiceState[] = []
  client.state.subscribe((state) => states.push(state))
  return { client, microphone, speaker, states, cut: () => sockets.at(-1)?.terminate() }
}

/** Resolves when the value is as wanted. The test's own limit bounds the wait. */
function until<Value>(watched: { value: Value; subscribe(listener: (value: Value) => void): () => void }, wanted: (value: Value) => boolean): Promise<Value> {
  return new Promise((resolve) => {
    if (wanted(watched.value)) return resolve(watched.value)
    const stop = watched.subscribe((value) => {
      if (!wanted(value)) return
      stop()
      resolve(value)
    })
  })
}

const says = (text: string) => (lines: readonly TranscriptLine[]) => lines.some((line) => line.text === text && line.status === 'final')

describe('the client', () => {
  let server: TestServer
  let line: SpokenLine
  beforeAll(async () => {
    line = await spokenLine()
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
  })
  afterEach(() => server?.close())

  async function conversing(calls: Script['calls'], more?: Partial<VoiceClientOptions>) {
    server = await startTestServer({ script: { calls } })
    const talk = talkTo(server, more)
    await talk.client.connect()
    return talk
  }

  it('hears, thinks and speaks, and its state says so', async () => {
    const { client, microphone, states } = await conversing([heard])
    microphone.say(line.samples)
    const lines = await until(client.transcript, says('I heard you well.'))
    await until(client.state, (state) => state === 'listening')
    expect(lines.map(({ role, by }) => [role, by])).toEqual([
      ['user', 'voice'],
      ['assistant', 'voice'],
    ])
    expect(lines[0]?.text).not.toBe('')
    expect(states).toEqual(['connecting', 'listening', 'hearing', 'thinking', 'speaking', 'listening'])
    const [turn] = client.turns.value
    expect([turn?.turnEndAtMs, turn?.transcriptAtMs, turn?.responseCreatedAtMs, turn?.firstAudioAtMs, turn?.firstHeardAtMs]).not.toContain(null)
    expect(turn?.reason).toMatch(/quiet for \d+ ms/)
  })

  it('runs a tool, and says its result', async () => {
    const asked: unknown[] = []
    const { client } = await conversing(weather, {
      tools: {
        get_weather: {
          description: 'The weather in a city',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
          run: (args) => {
            asked.push(args)
            return 'sunny'
          },
        },
      },
    })
    client.say('What is the weather?')
    const lines = await until(client.transcript, says('It is sunny in Paris.'))
    expect(asked).toEqual([{ city: 'Paris' }])
    expect(lines.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'What is the weather?'],
      ['tool', 'get_weather({"city":"Paris"})'],
      ['tool', 'sunny'],
      ['assistant', 'It is sunny in Paris.'],
    ])
  })

  it('an interruption leaves the heard words, and what was not heard is marked', async () => {
    const { client } = await conversing([tale])
    client.say('Tell me a story.')
    await until(client.state, (state) => state === 'speaking')
    client.interrupt()
    const lines = await until(client.transcript, (each) => each.some(({ cutOff }) => cutOff))
    const told = lines.find(({ cutOff }) => cutOff)
    expect(told?.heardCharacters).toBeLessThan(told?.text.length ?? 0)
  })

  it('a cut link is mended: the reply is complete, and what was typed meanwhile is answered', async () => {
    const { client, cut, states, speaker } = await conversing([tale, greeting])
    client.say('Tell me a story.')
    await until(client.state, (state) => state === 'speaking')
    cut()
    await until(client.state, (state) => state === 'reconnecting')
    await until(client.transcript, says(story))
    const [heardMs] = speaker.heard.values()
    expect(heardMs).toBeGreaterThan(15_000)
    cut()
    await until(client.state, (state) => state === 'reconnecting')
    client.say('hello')
    await until(client.transcript, says('Good day to you.'))
    expect(states.filter((state) => state === 'reconnecting')).toHaveLength(2)
    expect(client.transcript.value.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
  })

  it('speech that fell into the gap is heard on return', async () => {
    const { client, cut, microphone } = await conversing([heard])
    cut()
    await until(client.state, (state) => state === 'reconnecting')
    microphone.say(line.samples)
    const lines = await until(client.transcript, says('I heard you well.'))
    expect(lines[0]).toMatchObject({ role: 'user', by: 'voice' })
    expect(lines[0]?.text).not.toBe('')
  })

  it('a denied microphone leaves a conversation in text', async () => {
    const denied = new VoiceFailure('microphone-denied', 'The microphone may not be used.', { repair: 'Allow it.' })
    const { client } = await conversing([greeting], { microphone: new ScriptedMicrophone(denied) })
    expect(client.error.value).toMatchObject({ code: 'microphone-denied', repair: 'Allow it.' })
    client.say('hello')
    await until(client.transcript, says('Good day to you.'))
  })

  it('a server that is not there is told, with what to do', async () => {
    const { client } = talkTo({ url: 'http://127.0.0.1:1' } as TestServer)
    await expect(client.connect()).rejects.toMatchObject({ code: 'link-refused' })
    expect(client.state.value).toBe('failed')
    expect(client.error.value?.repair).toMatch(/server runs/)
  })

  it('goes on in G.711 when the format changes between two turns', async () => {
    const { client, speaker } = await conversing([greeting, greeting])
    client.say('hello')
    await until(client.transcript, says('Good day to you.'))
    await until(client.state, (state) => state === 'listening')
    const format = { type: 'audio/pcmu' }
    await client.update({ audio: { input: { format }, output: { format } } })
    client.say('hello again')
    await until(client.transcript, (lines) => lines.filter(({ text, status }) => text === 'Good day to you.' && status === 'final').length === 2)
    await until(client.state, (state) => state === 'listening')
    const [first, second] = [...speaker.heard.values()]
    expect(second).toBeCloseTo(first ?? 0, -2)
  })

  it('settings of before the connection begin the session, and a tool that was taken away is gone', async () => {
    server = await startTestServer({ script: { calls: [greeting] } })
    const { client } = talkTo(server)
    const tool = { description: 'The time', parameters: { type: 'object', properties: {} }, run: () => 'noon' }
    client.addTool('get_time', tool)
    client.addTool('get_date', tool)
    client.removeTool('get_date')
    await client.update({ instructions: 'Be brief.' })
    await client.connect()
    const session = await until(client.session, (told) => told?.instructions === 'Be brief.')
    expect(session?.tools).toMatchObject([{ name: 'get_time' }])
    client.removeTool('get_time')
    await until(client.session, (told) => (told?.tools as readonly unknown[] | undefined)?.length === 0)
  })

  it('a new conversation begins with an empty transcript', async () => {
    const { client } = await conversing([greeting])
    client.say('hello')
    await until(client.transcript, says('Good day to you.'))
    client.disconnect()
    expect(client.transcript.value).toHaveLength(2)
    await client.connect()
    expect(client.transcript.value).toEqual([])
  })
})
