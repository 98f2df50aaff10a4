import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { packetsOf, type SpokenLine, spokenLine } from '../support/speech.js'
import { type WireEvent, WireLog } from '../support/wire-log.js'
import { wordErrorRate } from '../support/word-error-rate.js'

type ClientEvent = Parameters<OpenAIRealtimeWS['send']>[0]

const delta = 'conversation.item.input_audio_transcription.delta'
const completed = 'conversation.item.input_audio_transcription.completed'

/**
 * The published SDK, unchanged. This version of it puts `/realtime?model=` behind the base address and knows no `intent`; a base address that has a query
 * of its own keeps what the SDK adds to it in there (`path=/realtime`), and leaves the path alone.
 */
async function connect(server: TestServer, model: string): Promise<{ send(event: unknown): void; log: WireLog; close(): void }> {
  const client = new OpenAI({ apiKey: 'any', baseURL: `${server.baseUrl}/realtime?intent=transcription&path=` })
  const realtime = new OpenAIRealtimeWS({ model, options: { rejectUnauthorized: false } }, client)
  const log = new WireLog()
  realtime.on('event', (event) => log.record(event as unknown as WireEvent))
  realtime.on('error', () => {})
  await log.next('session.created')
  return { send: (event) => realtime.send(event as ClientEvent), log, close: () => realtime.close() }
}

/** 40 s of audio. */
const mostSilentPackets = 2_000

const joined = (log: WireLog) =>
  log
    .of(delta)
    .map((event) => event.delta)
    .join('')

describe('the openai SDK, unchanged, in a transcription session', () => {
  let server: TestServer
  let line: SpokenLine

  beforeAll(async () => {
    line = await spokenLine()
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
    server = await startTestServer({ tls: true })
  })
  afterAll(() => server?.close())

  it('is told the words of a detected turn, and never answered', async () => {
    const { send, log, close } = await connect(server, 'gpt-4o-transcribe')
    expect(log.events[0]?.session).toMatchObject({ type: 'transcription', audio: { input: { transcription: { model: 'gpt-4o-transcribe' } } } })
    const turn_detection = { type: 'server_vad', silence_duration_ms: 500 }
    send({ type: 'session.update', session: { type: 'transcription', audio: { input: { turn_detection } } } })
    await log.next('session.updated')
    for (const audio of packetsOf(line.samples)) send({ type: 'input_audio_buffer.append', audio })
    const heard = await log.next(completed)
    expect(wordErrorRate(line.transcript, heard.transcript)).toBeLessThan(0.35)
    expect(joined(log)).toBe(heard.transcript)
    expect(heard.usage).toMatchObject({ type: 'duration' })
    expect(new Set(log.of(delta).map((event) => event.item_id))).toEqual(new Set([heard.item_id]))
    expect(log.outline([delta, completed])).toEqual([
      'session.created',
      'session.updated',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
    ])
    close()
  })

  it('is told the words before it commits, under the id of the commit', async () => {
    const { send, log, close } = await connect(server, 'gpt-realtime-whisper')
    expect(log.events[0]?.session.audio.input.turn_detection).toBeNull()
    for (const audio of packetsOf(line.samples)) send({ type: 'input_audio_buffer.append', audio })
    // The microphone stays on while the server works. An unknown event is answered at once, which keeps the pace.
    const [silence] = packetsOf(new Int16Array(480))
    for (let packet = 0; packet < mostSilentPackets && log.of(delta).length === 0; packet++) {
      send({ type: 'input_audio_buffer.append', audio: silence })
      send({ type: 'are_you_there' })
      await log.next('error')
    }
    const [first] = log.of(delta)
    send({ type: 'input_audio_buffer.commit' })
    const { item_id } = await log.next('input_audio_buffer.committed')
    expect(first?.item_id).toBe(item_id)
    const heard = await log.next(completed)
    expect(joined(log)).toBe(heard.transcript)
    expect(wordErrorRate(line.transcript, heard.transcript)).toBeLessThan(0.35)
    close()
  })

  it('is refused a response, with what there is instead, and goes on', async () => {
    const { send, log, close } = await connect(server, 'whisper-1')
    send({ type: 'response.create', event_id: 'mine' })
    const { error } = await log.next('error')
    expect(error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value', param: 'type', event_id: 'mine' })
    expect(error.message).toMatch(/^Invalid value: 'response\.create'\. Supported values are: 'session\.update', .*'input_audio_buffer\.commit'/)
    for (const audio of packetsOf(line.samples)) send({ type: 'input_audio_buffer.append', audio })
    const heard = await log.next(completed)
    expect(log.of(delta).map((event) => event.delta)).toEqual([heard.transcript])
    close()
  })
})
