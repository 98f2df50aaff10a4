import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { certificateFiles, tlsFolder } from '@sidetone/server/http-api/certificate.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { packetsOf, samplesOf, spokenLine } from '../support/speech.js'
import { type WireEvent, WireLog } from '../support/wire-log.js'
import { wordErrorRate } from '../support/word-error-rate.js'

const relay = fileURLToPath(new URL('native-websocket-relay.js', import.meta.url))
const needsFlag = Number.parseInt(process.versions.node, 10) < 22

describe("the openai SDK's class for native WebSockets, unchanged, its key in the subprotocol", () => {
  let server: TestServer
  const children: ChildProcessWithoutNullStreams[] = []

  beforeAll(async () => {
    server = await startTestServer({
      tls: true,
      apiKeys: ['right-key'],
      script: {
        calls: [
          { answer: ['I heard you well, and this is what I say to it.'] },
          { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Paris' }, callId: 'call_weather' }] },
          { toolOutput: '21', answer: ['It is 21 degrees in Paris.'] },
        ],
      },
    })
  })
  afterAll(async () => {
    for (const child of children) child.kill()
    await server?.close()
  })

  /** `ended`: its exit code and what it complained of. */
  function connect(key = 'right-key') {
    const env = {
      ...process.env,
      NODE_EXTRA_CA_CERTS: certificateFiles(tlsFolder()).certFile,
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_API_KEY: key,
    }
    const child = spawn(process.execPath, [...(needsFlag ? ['--experimental-websocket'] : []), relay], { env })
    children.push(child)
    const log = new WireLog()
    createInterface({ input: child.stdout }).on('line', (line) => log.record(JSON.parse(line) as WireEvent))
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaint += text
    })
    const ended = new Promise<{ code: number | null; complaint: string }>((resolve) => child.once('close', (code) => resolve({ code, complaint })))
    return { log, ended, send: (event: object) => child.stdin.write(`${JSON.stringify(event)}\n`), close: () => child.stdin.end() }
  }

  it('is answered by voice to a voice turn', async () => {
    const line = await spokenLine()
    const { log, send, close, ended } = connect()
    await log.next('session.created')
    const input = { transcription: { model: 'whisper-1' }, turn_detection: { type: 'server_vad', silence_duration_ms: 500 } }
    send({ type: 'session.update', session: { type: 'realtime', audio: { input } } })
    await log.next('session.updated')
    for (const audio of packetsOf(line.samples)) send({ type: 'input_audio_buffer.append', audio })
    expect((await log.next('response.done')).response.status).toBe('completed')
    expect(log.of('error')).toEqual([])
    expect(wordErrorRate(line.transcript, log.of('conversation.item.input_audio_transcription.completed')[0]?.transcript)).toBeLessThan(0.35)
    expect(samplesOf(log.of('response.output_audio.delta')).length / 24_000).toBeGreaterThan(1.5)
    close()
    expect((await ended).code).toBe(0)
  })

  it('makes a function call round trip', async () => {
    const { log, send, close } = connect()
    await log.next('session.created')
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    send({ type: 'session.update', session: { type: 'realtime', tools: [{ type: 'function', name: 'get_weather', parameters }] } })
    send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is the weather?' }] } })
    send({ type: 'response.create' })
    expect(await log.next('response.function_call_arguments.done')).toMatchObject({ name: 'get_weather', arguments: '{"city":"Paris"}' })
    await log.next('response.done')
    send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'call_weather', output: '{"degrees":21}' } })
    send({ type: 'response.create' })
    const { response } = await log.next('response.done')
    expect(response.output[0].content[0].transcript).toBe('It is 21 degrees in Paris.')
    expect(log.of('error')).toEqual([])
    close()
  })

  it('with another key is told so', async () => {
    const { log } = connect('wrong-key')
    expect((await log.next('error')).error.code).toBe('invalid_api_key')
  })
})
