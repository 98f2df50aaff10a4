import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { openWireClient } from '../support/wire-client.js'

describe('the form of the API that a client is spoken to in', () => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it.each<[what: string, headers: Record<string, string>, subprotocols: string[], modalities: string[] | undefined]>([
    ['the beta, by its header', { 'OpenAI-Beta': 'realtime=v1' }, [], ['audio', 'text']],
    ['the beta, by its header among others', { 'OpenAI-Beta': 'assistants=v2, realtime=v1' }, [], ['audio', 'text']],
    ['the beta, by its subprotocol', {}, ['realtime', 'openai-insecure-api-key.any', 'openai-beta.realtime-v1'], ['audio', 'text']],
    ['the later one, without a mark', {}, [], undefined],
    ['the later one, by the subprotocol that both have', {}, ['realtime'], undefined],
  ])('is %s', async (_, headers, subprotocols, modalities) => {
    const { log, close, end } = openWireClient(server.realtimeUrl, headers, subprotocols)
    const { session } = await log.next('session.created')
    expect(session.modalities).toEqual(modalities)
    expect(session.type).toBe(modalities ? undefined : 'realtime')
    close()
    await end
  })
})
