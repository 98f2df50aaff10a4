import { limits } from '@sidetone/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { spokenLine } from '../support/speech.js'
import { openWireClient, type WireClient } from '../support/wire-client.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

const settings = { type: 'session.update', session: { type: 'realtime' } }

async function connect(): Promise<WireClient> {
  const client = openWireClient(server.realtimeUrl.replace('http', 'ws'))
  await client.log.next('session.created')
  return client
}

it('while a session listens to a large append others are served, and what its client sent behind it waits for it', async () => {
  const large = await connect()
  const other = await connect()
  const { samples } = await spokenLine()
  const audio = Buffer.alloc(limits.appendBytes)
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).copy(audio)
  large.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', create_response: false } } } } })
  await large.log.next('session.updated')
  large.send({ type: 'input_audio_buffer.append', audio: audio.toString('base64') })
  large.send({ type: 'input_audio_buffer.append', audio: 'not base64' })
  large.send(settings)
  await large.log.next('input_audio_buffer.speech_started')
  let answers = 0
  while (large.log.of('session.updated').length < 2) {
    other.send(settings)
    await other.log.next('session.updated')
    answers++
  }
  expect(answers).toBeGreaterThan(50)
  const order = ['session.updated', 'input_audio_buffer.speech_started', 'input_audio_buffer.speech_stopped', 'input_audio_buffer.committed', 'error']
  expect(large.log.types().filter((type) => order.includes(type))).toEqual([...order, 'session.updated'])
  large.close()
  other.close()
})
