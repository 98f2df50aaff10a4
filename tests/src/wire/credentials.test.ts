import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { openWireClient, type WireClient } from '../support/wire-client.js'

describe('a server that asks for keys, over a real socket', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ apiKeys: ['right-key'], script: { calls: [{ answer: ['Yes.'] }, { answer: ['Yes.'] }] } })
  })
  afterAll(() => server?.close())

  async function expectTextTurnAnswered({ log, send, close }: WireClient): Promise<void> {
    await log.next('session.created')
    send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Are you there?' }] } })
    send({ type: 'response.create', response: { output_modalities: ['text'] } })
    expect((await log.next('response.done')).response.status).toBe('completed')
    expect(log.of('error')).toEqual([])
    close()
  }

  it('tells a client with a wrong key so and closes with 3000', async () => {
    const { log, end } = openWireClient(server.realtimeUrl, { authorization: 'Bearer wrong-key' })
    expect(await end).toEqual({ code: 3000 })
    expect(log.events).toEqual([
      {
        type: 'error',
        event_id: expect.stringMatching(/^event_/),
        error: { type: 'invalid_request_error', code: 'invalid_api_key', param: null, message: 'Incorrect API key provided.', event_id: null },
      },
    ])
  })

  it('tells a browser with a wrong key the same', async () => {
    const { log, end } = openWireClient(server.realtimeUrl, {}, ['realtime', 'openai-insecure-api-key.wrong-key'])
    expect(await end).toEqual({ code: 3000 })
    expect(log.of('error')[0]?.error.code).toBe('invalid_api_key')
  })

  it('refuses a client without a key before the socket opens', async () => {
    expect(await openWireClient(server.realtimeUrl, {}).end).toEqual({ httpStatus: 401 })
  })

  it('answers a client with the right key, in a header or from a browser, after all of these', async () => {
    await expectTextTurnAnswered(openWireClient(server.realtimeUrl, { authorization: 'Bearer right-key' }))
    await expectTextTurnAnswered(openWireClient(server.realtimeUrl, {}, ['realtime', 'openai-insecure-api-key.right-key']))
  })
})
