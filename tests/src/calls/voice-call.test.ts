import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recognised } from '../browser/recognised.js'
import { openCall } from '../support/call-client.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { type SpokenLine, spokenLine } from '../support/speech.js'
import { wordErrorRate } from '../support/word-error-rate.js'

const answer = 'I heard you well, and the kettle is on.'

describe('a call over WebRTC, on the embedded stack', () => {
  let server: TestServer
  let line: SpokenLine
  beforeAll(async () => {
    line = await spokenLine()
    server = await startTestServer({ script: { calls: [{ answer: [answer] }, { answer: [answer] }] } })
  })
  afterAll(() => server?.close())

  it.each(['opus', 'pcmu'] as const)('%s: what is said is understood, and what is answered can be understood', async (codec) => {
    const { client } = await openCall(server.baseUrl, { codec })
    client.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        audio: { input: { transcription: { model: 'whisper-1' }, turn_detection: { type: 'server_vad', silence_duration_ms: 500 } } },
      },
    })
    await client.log.next('session.updated')
    client.say(line.samples)
    const { transcript } = await client.log.next('conversation.item.input_audio_transcription.completed')
    expect(wordErrorRate(line.transcript, transcript)).toBeLessThan(0.35)
    await client.log.next('output_audio_buffer.started')
    client.forgetHeard()
    const { response } = await client.log.next('response.done')
    expect(response.status).toBe('completed')
    await client.log.next('output_audio_buffer.stopped')
    expect(wordErrorRate(answer, await recognised(client.heard()))).toBeLessThan(0.35)
    expect(client.log.types()).not.toContain('response.output_audio.delta')
    await client.leave()
  })
})
