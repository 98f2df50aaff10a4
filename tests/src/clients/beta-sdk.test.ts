import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/beta/realtime/ws'
import { RealtimeClient } from 'openai-realtime-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { packetsOf, type SpokenLine, samplesOf, spokenLine } from '../support/speech.js'
import { type WireEvent, WireLog } from '../support/wire-log.js'
import { wordErrorRate } from '../support/word-error-rate.js'

const heardYou = 'I heard you well, and this is what I say to it.'

/** May come in any number. */
const uncounted = [
  'conversation.item.input_audio_transcription.delta',
  'conversation.item.input_audio_transcription.completed',
  'response.audio_transcript.delta',
  'response.audio.delta',
]

describe("the openai SDK's beta classes, unchanged", () => {
  let server: TestServer
  let line: SpokenLine

  beforeAll(async () => {
    line = await spokenLine()
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
    server = await startTestServer({
      tls: true,
      script: { calls: [{ answer: [heardYou] }, { user: 'capital', answer: ['The capital of France is Paris.'] }] },
    })
  })
  afterAll(() => server?.close())

  async function connect() {
    const client = new OpenAI({ apiKey: 'any', baseURL: server.baseUrl })
    const realtime = new OpenAIRealtimeWS({ model: 'gpt-4o-realtime-preview', options: { rejectUnauthorized: false } }, client)
    const log = new WireLog()
    realtime.on('event', (event) => log.record(event as unknown as WireEvent))
    realtime.on('error', () => {})
    await log.next('session.created')
    return { realtime, log }
  }

  it('are answered by voice to a voice turn, event by event as recorded', async () => {
    const { realtime, log } = await connect()
    realtime.send({
      type: 'session.update',
      session: {
        modalities: ['text', 'audio'],
        input_audio_transcription: { model: 'whisper-1' },
        turn_detection: { type: 'server_vad', silence_duration_ms: 500 },
      },
    })
    await log.next('session.updated')
    for (const audio of packetsOf(line.samples)) realtime.send({ type: 'input_audio_buffer.append', audio })
    const done = await log.next('response.done')
    expect(log.of('error')).toEqual([])
    expect(log.outline(uncounted)).toEqual([
      'session.created',
      'conversation.created',
      'session.updated',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.created',
      'response.created',
      'rate_limits.updated',
      'response.output_item.added',
      'conversation.item.created',
      'response.content_part.added',
      'response.audio.done',
      'response.audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(done.response.output[0]).toMatchObject({ object: 'realtime.item', content: [{ type: 'audio' }] })
    expect(wordErrorRate(line.transcript, log.of('conversation.item.input_audio_transcription.completed')[0]?.transcript)).toBeLessThan(0.35)
    expect(samplesOf(log.of('response.audio.delta')).length / 24_000).toBeGreaterThan(1.5)
    realtime.close()
  })

  it('are answered in text, and told of a field of the later API', async () => {
    const { realtime, log } = await connect()
    realtime.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is the capital of France?' }] },
    })
    realtime.send({ type: 'response.create', response: { modalities: ['text'] } })
    const done = await log.next('response.done')
    expect(done.response.output[0].content).toEqual([{ type: 'text', text: 'The capital of France is Paris.' }])
    expect(
      log
        .of('response.text.delta')
        .map(({ delta }) => delta)
        .join(''),
    ).toBe('The capital of France is Paris.')
    realtime.send({ type: 'session.update', session: { output_modalities: ['text'] } } as Parameters<typeof realtime.send>[0])
    expect((await log.next('error')).error).toMatchObject({ code: 'unknown_parameter', param: 'session.output_modalities' })
    realtime.close()
  })
})

describe('openai-realtime-api, unchanged', () => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer({
      script: {
        calls: [
          { answer: [heardYou] },
          { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Paris' }, callId: 'call_weather' }] },
          { toolOutput: '21', answer: ['It is 21 degrees in Paris.'] },
        ],
      },
    })
  })
  afterAll(() => server?.close())

  async function connect() {
    const client = new RealtimeClient({ url: server.realtimeUrl, apiKey: 'any', model: 'gpt-4o-realtime-preview' })
    const log = new WireLog()
    client.realtime.on('server.*', (event) => log.record(event as unknown as WireEvent))
    // Its first update leaves at once, as it is.
    await client.connect()
    await log.next('session.updated')
    return { client, log }
  }

  it('commits a spoken turn by itself and puts the answer together from its parts', async () => {
    const line = await spokenLine()
    const { client, log } = await connect()
    expect(log.of('session.updated')[0]?.session).toMatchObject({ turn_detection: null, max_response_output_tokens: 4_096, temperature: 0.8 })
    client.appendInputAudio(line.samples)
    client.createResponse()
    await log.next('response.done')
    expect(log.of('error')).toEqual([])
    const [user, assistant] = client.conversation.getItems()
    expect(wordErrorRate(line.transcript, user?.formatted.transcript ?? '')).toBeLessThan(0.35)
    expect(assistant).toMatchObject({ status: 'completed', formatted: { transcript: heardYou } })
    expect((assistant?.formatted.audio?.length ?? 0) / 24_000).toBeGreaterThan(1.5)
    client.disconnect()
  })

  it('makes a function call round trip with its own tools', async () => {
    const { client, log } = await connect()
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    const asked: unknown[] = []
    client.addTool({ name: 'get_weather', description: 'The weather of a city.', parameters }, (given: unknown) => {
      asked.push(given)
      return { degrees: 21 }
    })
    await log.next('session.updated')
    client.sendUserMessageContent([{ type: 'input_text', text: 'What is the weather?' }])
    await log.next('response.done')
    await log.next('response.done')
    expect(asked).toEqual([{ city: 'Paris' }])
    expect(log.of('error')).toEqual([])
    expect(client.conversation.getItems().at(-1)?.formatted.transcript).toBe('It is 21 degrees in Paris.')
    client.disconnect()
  })
})
