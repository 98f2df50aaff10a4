import OpenAI from 'openai-7'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CallClient, offerCall, openCall } from '../support/call-client.js'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/sidetone.js'
import { openWireClient } from '../support/wire-client.js'

let server: TestServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

async function start(options: TestServerOptions = {}): Promise<string> {
  server = await startTestServer(options)
  return server.baseUrl
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

/** Calls go on until the server has noticed: a new one is tried until it is let in. The test's own limit bounds the wait. */
async function untilLetIn(baseUrl: string): Promise<CallClient> {
  for (;;) {
    const client = await CallClient.make()
    const response = await offerCall(baseUrl, client.offer)
    const text = await response.text()
    if (response.status === 201) {
      await client.connect(text)
      return client
    }
    expect(response.status).toBe(429)
    await client.leave()
  }
}

describe('offers of calls', () => {
  let offer: string
  beforeAll(async () => {
    const client = await CallClient.make()
    offer = client.offer
    await client.leave()
  })

  it('are answered with the id of the call, complete addresses on loopback alone, and headers that a page may read', async () => {
    const baseUrl = await start()
    const response = await offerCall(baseUrl, offer, { origin: 'http://localhost:3000' })
    const answer = await response.text()
    expect(response.status).toBe(201)
    expect(response.headers.get('location')).toMatch(/^\/v1\/realtime\/calls\/rtc_[0-9a-f]{32}$/)
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
    expect(response.headers.get('access-control-expose-headers')).toBe('retry-after, location, x-request-id')
    expect(answer).toContain('a=setup:active')
    const candidates = answer.split('\r\n').filter((line) => line.startsWith('a=candidate:'))
    expect(candidates.length).toBeGreaterThan(0)
    for (const candidate of candidates) expect(candidate.split(' ')[4]).toBe('127.0.0.1')
  })

  it('that cannot be answered are refused with what is wrong', async () => {
    const baseUrl = await start()
    const refusal = async (body: string, headers = {}) => {
      const response = await offerCall(baseUrl, body, headers)
      const { error } = (await response.json()) as { error: { code: string; message: string; type: string } }
      expect(error).toMatchObject({ message: expect.any(String), type: 'invalid_request_error' })
      return [response.status, error.code]
    }
    expect(await refusal('hello')).toEqual([400, 'invalid_offer'])
    expect(await refusal(offer.replace('m=audio', 'm=video'))).toEqual([400, 'invalid_offer'])
    expect(await refusal(offer.replace(/opus/gi, 'speex'))).toEqual([400, 'invalid_offer'])
    expect(await refusal(`${offer}${'a=x:y\r\n'.repeat(990)}`)).toEqual([400, 'invalid_offer'])
    expect(await refusal(`v=0\r\n${'a'.repeat(100_000)}`)).toEqual([400, 'invalid_offer'])
    expect(await refusal('a'.repeat(2_000_000))).toEqual([413, 'request_too_large'])
    expect(await refusal(offer, { 'content-type': 'text/plain' })).toEqual([415, 'unsupported_content_type'])
  })

  it('need a key where one is configured; an ephemeral key opens its own session', async () => {
    const baseUrl = await start({ apiKeys: ['plain'] })
    expect((await offerCall(baseUrl, offer)).status).toBe(401)
    expect((await offerCall(baseUrl, offer, bearer('wrong'))).status).toBe(401)
    const minted = await fetch(`${baseUrl}/realtime/client_secrets`, {
      method: 'POST',
      headers: { ...bearer('plain'), 'content-type': 'application/json' },
      body: JSON.stringify({ session: { type: 'realtime', model: 'gpt-realtime', instructions: 'Be kind.' } }),
    })
    const { value } = (await minted.json()) as { value: string }
    const { client } = await openCall(baseUrl, { headers: bearer(value) })
    expect(client.log.of('session.created')[0]?.session).toMatchObject({ model: 'gpt-realtime', instructions: 'Be kind.' })
    await client.leave()
  })

  it('take a place each, which is free again when the call is over, whoever ended it', async () => {
    const baseUrl = await start({ maxSessions: 1 })
    const { client, callId } = await openCall(baseUrl)
    expect((await offerCall(baseUrl, offer)).status).toBe(429)
    const hangup = () => fetch(`${baseUrl}/realtime/calls/${callId}/hangup`, { method: 'POST' })
    expect((await hangup()).status).toBe(200)
    await client.leave()
    const second = await untilLetIn(baseUrl)
    expect((await hangup()).status).toBe(404)
    await second.leave()
    await (await untilLetIn(baseUrl)).leave()
  })

  it('of SIP, and those of the beta, are refused by name', async () => {
    const baseUrl = await start()
    for (const action of ['accept', 'reject', 'refer']) {
      const response = await fetch(`${baseUrl}/realtime/calls/rtc_1/${action}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
      expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('SIP')])
    }
    const beta = await fetch(`${baseUrl}/realtime?model=gpt-realtime`, { method: 'POST', body: offer, headers: { 'content-type': 'application/sdp' } })
    expect(await beta.json()).toMatchObject({ error: { code: 'beta_api_shape_disabled' } })
  })

  it('come as a form with a session, also without a told boundary', async () => {
    const baseUrl = await start()
    const client = await CallClient.make()
    const session = JSON.stringify({ type: 'realtime', instructions: 'Be brief.', audio: { output: { voice: 'cedar' } } })
    const part = (name: string, type: string, value: string) =>
      `--edge\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${value}\r\n`
    const form = `${part('sdp', 'application/sdp', client.offer)}${part('session', 'application/json', session)}--edge--\r\n`
    const response = await offerCall(baseUrl, form, { 'content-type': 'multipart/form-data' })
    expect(response.status).toBe(201)
    await client.connect(await response.text())
    expect(client.log.of('session.created')[0]?.session).toMatchObject({ instructions: 'Be brief.', audio: { output: { voice: 'cedar' } } })
    await client.leave()
    const wrong = `${part('sdp', 'application/sdp', offer)}${part('session', 'application/json', '{"type":"realtime","audio":{"output":{"voice":"nobody"}}}')}--edge--\r\n`
    const refused = await offerCall(baseUrl, wrong, { 'content-type': 'multipart/form-data; boundary=edge' })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('nobody')])
  })
})

describe('a call', () => {
  it('takes no audio in messages, keeps its formats, and clears nothing when there is nothing to clear', async () => {
    const baseUrl = await start()
    const { client } = await openCall(baseUrl)
    client.send({ type: 'input_audio_buffer.append', audio: 'AAAA', event_id: 'mine' })
    expect((await client.log.next('error')).error).toMatchObject({ code: 'invalid_value', param: 'type', event_id: 'mine' })
    client.send({ type: 'output_audio_buffer.clear' })
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { format: { type: 'audio/pcmu' } } } } })
    const { session } = await client.log.next('session.updated')
    expect(session.audio.input.format).toEqual({ type: 'audio/pcm', rate: 24_000 })
    client.send('no JSON')
    expect((await client.log.next('error')).error.message).toContain('JSON')
    expect(client.log.of('error')).toHaveLength(2)
    await client.leave()
  })

  it('is ended by the server when it shuts down', async () => {
    const { client } = await openCall(await start())
    await server?.close()
    await client.hungUp()
  })
})

describe('a WebSocket that is attached to a call', () => {
  it('is told what the call is told but for the beginning, can say what the call can, and ends with it', async () => {
    await start()
    const { client, callId } = await openCall(server?.baseUrl ?? '')
    const sideband = openWireClient(`${server?.realtimeUrl}?call_id=${callId}`)
    await sideband.opened
    sideband.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Be brief.' } })
    expect((await sideband.log.next('session.updated')).session.instructions).toBe('Be brief.')
    await client.log.next('session.updated')
    client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] } })
    sideband.send({ type: 'response.create' })
    await sideband.log.next('output_audio_buffer.stopped')
    expect(sideband.log.types()).not.toContain('session.created')
    expect(sideband.log.types()).not.toContain('response.output_audio.delta')
    await client.leave()
    expect(await sideband.end).toEqual({ code: 1000 })
  })

  it('is refused where there is no such call', async () => {
    await start()
    const sideband = openWireClient(`${server?.realtimeUrl}?call_id=rtc_none`)
    expect((await sideband.log.next('error')).error.code).toBe('call_not_found')
    expect(await sideband.end).toEqual({ code: 3000 })
  })
})

describe('the openai SDK (7.57), unchanged', () => {
  it('makes a call with a session, and hangs up', async () => {
    const baseUrl = await start({ apiKeys: ['plain'] })
    const sdk = new OpenAI({ apiKey: 'plain', baseURL: baseUrl })
    const client = await CallClient.make()
    const response = await sdk.realtime.calls.create({ sdp: client.offer, session: { type: 'realtime', instructions: 'Speak like a pirate.' } })
    const callId = response.headers.get('location')?.split('/').at(-1) ?? ''
    await client.connect(await response.text())
    expect(client.log.of('session.created')[0]?.session.instructions).toBe('Speak like a pirate.')
    await sdk.realtime.calls.hangup(callId)
    await client.hungUp()
    await expect(sdk.realtime.calls.hangup(callId)).rejects.toMatchObject({ status: 404, code: 'call_not_found' })
    await expect(sdk.realtime.calls.reject(callId)).rejects.toMatchObject({ status: 404 })
  })

  it('makes a call with an offer alone', async () => {
    const sdk = new OpenAI({ apiKey: 'any', baseURL: await start() })
    const client = await CallClient.make()
    await client.connect(await (await sdk.realtime.calls.create({ sdp: client.offer })).text())
    await client.leave()
  })
})
