import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { packetsOf, type SpokenLine, samplesOf, spokenLine } from '../support/speech.js'
import { type WireEvent, WireLog } from '../support/wire-log.js'
import { wordErrorRate } from '../support/word-error-rate.js'

type ClientEvent = Parameters<OpenAIRealtimeWS['send']>[0]

/** The published SDK, unchanged. It speaks wss only, so the server shows a certificate that it made on the spot. */
async function connect(server: TestServer): Promise<{ send(event: unknown): void; log: WireLog; close(): void }> {
  const client = new OpenAI({ apiKey: 'any', baseURL: server.baseUrl })
  const realtime = new OpenAIRealtimeWS({ model: 'gpt-realtime', options: { rejectUnauthorized: false } }, client)
  const log = new WireLog()
  realtime.on('event', (event) => log.record(event as unknown as WireEvent))
  realtime.on('error', () => {})
  await log.next('session.created')
  return { send: (event) => realtime.send(event as ClientEvent), log, close: () => realtime.close() }
}

const longText =
  'one morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands, and the traveller listened until the candles had burned down and the rain had stopped'

describe('the openai SDK, unchanged', () => {
  let server: TestServer
  let line: SpokenLine

  beforeAll(async () => {
    line = await spokenLine()
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
    server = await startTestServer({
      tls: true,
      script: {
        calls: [
          { answer: ['I heard you well, and this is what I say to it.'] },
          { user: 'capital', answer: ['The capital of France is Paris.'] },
          { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Paris' }, callId: 'call_weather' }] },
          { toolOutput: '21', answer: ['It is 21 degrees in Paris.'] },
          { user: 'story', answer: [longText] },
          { user: 'story', answer: [longText] },
          { answer: ['Yes?'] },
          { answer: ['That came with an item.'] },
        ],
      },
    })
  })
  afterAll(() => server?.close())

  it('is answered by voice to a voice turn, event by event as recorded', async () => {
    const { send, log, close } = await connect(server)
    send({
      type: 'session.update',
      session: {
        type: 'realtime',
        audio: { input: { transcription: { model: 'whisper-1' }, turn_detection: { type: 'server_vad', silence_duration_ms: 500 } } },
      },
    })
    await log.next('session.updated')
    for (const audio of packetsOf(line.samples)) send({ type: 'input_audio_buffer.append', audio })
    const done = await log.next('response.done')
    await log.next('rate_limits.updated')
    expect(log.of('error')).toEqual([])
    const transcription = ['conversation.item.input_audio_transcription.delta', 'conversation.item.input_audio_transcription.completed']
    const outline = log.outline([...transcription, 'response.output_audio_transcript.delta', 'response.output_audio.delta'])
    expect(outline).toEqual([
      'session.created',
      'session.updated',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
    ])
    expect(done.response.status).toBe('completed')
    expect(done.response.usage.total_tokens).toBeGreaterThan(0)
    const heard = log.of('conversation.item.input_audio_transcription.completed')[0]
    expect(wordErrorRate(line.transcript, heard?.transcript)).toBeLessThan(0.35)
    expect(heard?.item_id).toBe(log.of('input_audio_buffer.speech_started')[0]?.item_id)
    const audioSeconds = samplesOf(log.of('response.output_audio.delta')).length / 24_000
    expect(audioSeconds).toBeGreaterThan(1.5)
    expect(audioSeconds).toBeLessThan(8)
    close()
  })

  it('is answered in text to a text turn', async () => {
    const { send, log, close } = await connect(server)
    send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is the capital of France?' }] },
    })
    send({ type: 'response.create', response: { output_modalities: ['text'] } })
    const done = await log.next('response.done')
    expect(done.response.output[0].content).toEqual([{ type: 'output_text', text: 'The capital of France is Paris.' }])
    expect(log.of('response.output_audio.delta')).toEqual([])
    close()
  })

  it('makes a function call round trip', async () => {
    const { send, log, close } = await connect(server)
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    send({ type: 'session.update', session: { type: 'realtime', tools: [{ type: 'function', name: 'get_weather', parameters }] } })
    send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is the weather?' }] } })
    send({ type: 'response.create' })
    const call = await log.next('response.function_call_arguments.done')
    expect(call).toMatchObject({ name: 'get_weather', call_id: 'call_weather' })
    expect(JSON.parse(call.arguments)).toEqual({ city: 'Paris' })
    // Sent at once, before response.done: both wait for the running response.
    send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: call.call_id, output: '{"degrees":21}' } })
    send({ type: 'response.create' })
    await log.next('response.done')
    const answered = await log.next('response.done')
    expect(answered.response.output[0].content[0].transcript).toBe('It is 21 degrees in Paris.')
    const outputAdded = log.events.findIndex((event) => event.type === 'conversation.item.added' && event.item.type === 'function_call_output')
    expect(outputAdded).toBeGreaterThan(log.types().indexOf('response.done'))
    expect(log.of('error')).toEqual([])
    close()
  })

  it('cancels a response: every open part is closed as incomplete', async () => {
    const { send, log, close } = await connect(server)
    send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Tell me a story.' }] } })
    send({ type: 'response.create' })
    await log.next('response.output_audio.delta')
    send({ type: 'response.cancel' })
    const done = await log.next('response.done')
    expect(done.response).toMatchObject({ status: 'cancelled', status_details: { type: 'cancelled', reason: 'client_cancelled' } })
    expect(done.response.output[0].status).toBe('incomplete')
    send({ type: 'response.cancel' })
    const error = await log.next('error')
    expect(error.error.code).toBe('response_cancel_not_active')
    expect(log.types().slice(log.types().lastIndexOf('response.done') + 1)).not.toContain('response.output_audio.delta')
    close()
  })

  it('interrupts by voice; after truncate history holds just the words that were heard', async () => {
    const { send, log, close } = await connect(server)
    send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Tell me a story.' }] } })
    send({ type: 'response.create' })
    const first = await log.next('response.output_audio.delta')
    while (samplesOf(log.of('response.output_audio.delta')).length < 1.2 * 24_000) await log.next('response.output_audio.delta')
    for (const audio of packetsOf(line.samples)) send({ type: 'input_audio_buffer.append', audio })
    await log.next('input_audio_buffer.speech_started')
    const cancelled = await log.next('response.done')
    expect(cancelled.response).toMatchObject({ status: 'cancelled', status_details: { reason: 'turn_detected' } })
    send({ type: 'conversation.item.truncate', item_id: first.item_id, content_index: 0, audio_end_ms: 900 })
    await log.next('conversation.item.truncated')
    send({ type: 'conversation.item.retrieve', item_id: first.item_id })
    const { item } = await log.next('conversation.item.retrieved')
    const heard: string = item.content[0].transcript
    expect(longText.startsWith(heard)).toBe(true)
    const words = heard.split(' ').filter(Boolean).length
    expect(words).toBeGreaterThanOrEqual(1)
    expect(words).toBeLessThanOrEqual(4)
    const answered = await log.next('response.done')
    expect(answered.response.output[0].content[0].transcript).toBe('Yes?')
    close()
  })

  it('is heard when it sends speech as an item', async () => {
    const { send, log, close } = await connect(server)
    send({ type: 'session.update', session: { type: 'realtime', audio: { input: { transcription: { model: 'whisper-1' } } } } })
    const audio = Buffer.concat(packetsOf(line.samples).map((packet) => Buffer.from(packet, 'base64'))).toString('base64')
    send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_audio', audio }] } })
    send({ type: 'response.create', response: { output_modalities: ['text'] } })
    const heard = await log.next('conversation.item.input_audio_transcription.completed')
    expect(wordErrorRate(line.transcript, heard.transcript)).toBeLessThan(0.35)
    const done = await log.next('response.done')
    expect(done.response.output[0].content[0].text).toBe('That came with an item.')
    close()
  })
})
