import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { openWireClient } from '../support/wire-client.js'

const wanted = {
  type: 'realtime' as const,
  model: 'gpt-realtime',
  instructions: 'Speak like a pirate.',
  tools: [{ type: 'function' as const, name: 'look_up', parameters: { type: 'object', properties: {} } }],
  audio: { output: { voice: 'cedar' } },
}

describe('an ephemeral key', () => {
  let server: TestServer
  let client: OpenAI
  beforeAll(async () => {
    server = await startTestServer({ apiKeys: ['right-key'], script: { calls: [{ answer: ['Arr.'] }, { answer: ['Arr.'] }] } })
    client = new OpenAI({ apiKey: 'right-key', baseURL: server.baseUrl, maxRetries: 0 })
  })
  afterAll(() => server?.close())

  const post = (body: unknown, key = 'right-key') =>
    fetch(`${server.baseUrl}/realtime/client_secrets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
    })

  it('is minted by the SDK with the whole session that it is good for', async () => {
    const secret = await client.realtime.clientSecrets.create({ expires_after: { anchor: 'created_at', seconds: 60 }, session: wanted })
    expect(secret.value).toMatch(/^ek_[0-9a-f]{48}$/)
    const lifeSeconds = secret.expires_at - Date.now() / 1000
    expect(lifeSeconds).toBeGreaterThan(50)
    expect(lifeSeconds).toBeLessThan(61)
    expect(secret.session).toMatchObject({
      object: 'realtime.session',
      id: expect.stringMatching(/^sess_/),
      expires_at: 0,
      model: 'gpt-realtime',
      instructions: 'Speak like a pirate.',
      tools: [{ type: 'function', name: 'look_up', description: null }],
      audio: { output: { voice: 'cedar' }, input: { turn_detection: { type: 'server_vad' } } },
      include: null,
      tracing: null,
      prompt: null,
    })
  })

  it('opens sessions that begin as it says, by header and from a browser, more than once', async () => {
    const { value } = await client.realtime.clientSecrets.create({ session: wanted })
    const ways = [
      openWireClient(`${server.realtimeUrl}?model=another`, { authorization: `Bearer ${value}` }),
      openWireClient(server.realtimeUrl, {}, ['realtime', `openai-insecure-api-key.${value}`]),
    ]
    for (const { log, send, close } of ways) {
      const { session } = await log.next('session.created')
      expect(session).toMatchObject({ model: 'gpt-realtime', instructions: 'Speak like a pirate.', audio: { output: { voice: 'cedar' } } })
      expect(session.tools).toHaveLength(1)
      expect(session.expires_at).toBeGreaterThan(0)
      send({ type: 'session.update', session: { type: 'realtime', instructions: 'Speak plainly.' } })
      expect((await log.next('session.updated')).session).toMatchObject({ instructions: 'Speak plainly.', audio: { output: { voice: 'cedar' } } })
      send({ type: 'response.create', response: { output_modalities: ['text'] } })
      expect((await log.next('response.done')).response.status).toBe('completed')
      close()
    }
  })

  it('opens a transcription session when it was minted for one, whatever the connection asks for', async () => {
    const session = { type: 'transcription' as const, audio: { input: { transcription: { model: 'gpt-4o-transcribe' as const }, turn_detection: null } } }
    const secret = await client.realtime.clientSecrets.create({ session })
    expect(secret.session).toMatchObject({ type: 'transcription', audio: { input: { transcription: { model: 'gpt-4o-transcribe' }, turn_detection: null } } })
    const { log, send, close } = openWireClient(server.realtimeUrl, { authorization: `Bearer ${secret.value}` })
    expect((await log.next('session.created')).session).toMatchObject({
      type: 'transcription',
      audio: { input: { transcription: { model: 'gpt-4o-transcribe' }, turn_detection: null } },
    })
    send({ type: 'response.create' })
    expect((await log.next('error')).error).toMatchObject({ code: 'invalid_value', param: 'type' })
    close()
  })

  it('opens nothing else, and mints no further keys', async () => {
    const { value } = await client.realtime.clientSecrets.create({})
    expect(await (await post({}, value)).json()).toMatchObject({ error: { code: 'ephemeral_key_not_allowed' } })
    expect((await fetch(`${server.baseUrl}/models`, { headers: { authorization: `Bearer ${value}` } })).status).toBe(403)
  })

  it('is not minted without a key, nor with a wrong one', async () => {
    expect((await fetch(`${server.baseUrl}/realtime/client_secrets`, { method: 'POST' })).status).toBe(401)
    expect(await (await post({}, 'wrong-key')).json()).toMatchObject({ error: { type: 'invalid_request_error', code: 'invalid_api_key' } })
  })

  it('that was never minted is told so, and the socket closed with 3000', async () => {
    const { log, end } = openWireClient(server.realtimeUrl, { authorization: `Bearer ek_${'0'.repeat(48)}` })
    expect(await end).toEqual({ code: 3000 })
    expect(log.of('error')[0]?.error.code).toBe('invalid_api_key')
  })

  it.each<[string, unknown, string, string | null]>([
    ['too short a life', { expires_after: { anchor: 'created_at', seconds: 9 } }, 'integer_below_min_value', 'expires_after.seconds'],
    ['too long a life', { expires_after: { anchor: 'created_at', seconds: 7_201 } }, 'integer_above_max_value', 'expires_after.seconds'],
    ['a life from nowhere', { expires_after: { seconds: 60 } }, 'missing_required_parameter', 'expires_after.anchor'],
    ['an unknown field', { foo: 1 }, 'unknown_parameter', 'foo'],
    ['a session without its type', { session: { instructions: 'a' } }, 'missing_required_parameter', 'session.type'],
    ['an unknown field of the session', { session: { ...wanted, foo: 1 } }, 'unknown_parameter', 'session.foo'],
    ['an unknown voice', { session: { type: 'realtime', audio: { output: { voice: 'nobody' } } } }, 'invalid_value', 'session.audio.output.voice'],
    ['a list', [], 'invalid_type', null],
  ])('is refused for %s as a connection would be', async (_, body, code, param) => {
    const answer = await post(body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: { message: expect.any(String), type: 'invalid_request_error', code, param } })
  })

  it('lives ten minutes with the usual session when nothing is asked for', async () => {
    const answer = (await (await post(undefined)).json()) as { expires_at: number; session: object }
    expect(Math.abs(answer.expires_at - Date.now() / 1000 - 600)).toBeLessThan(10)
    expect(answer.session).toMatchObject({ model: 'sidetone', audio: { output: { voice: 'alloy' } } })
  })
})

describe('an ephemeral key of the beta', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ apiKeys: ['right-key'], script: { calls: [] } })
  })
  afterAll(() => server?.close())

  const post = (body: object) =>
    fetch(`${server.baseUrl}/realtime/sessions`, {
      method: 'POST',
      headers: { authorization: 'Bearer right-key', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('comes inside the flat session that it opens', async () => {
    const session = (await (await post({ model: 'gpt-4o-realtime-preview', voice: 'cedar', modalities: ['text'], instructions: 'Be brief.' })).json()) as {
      client_secret: { value: string; expires_at: number }
    }
    expect(session).toMatchObject({ object: 'realtime.session', voice: 'cedar', modalities: ['text'], input_audio_format: 'pcm16', instructions: 'Be brief.' })
    expect(Math.abs(session.client_secret.expires_at - Date.now() / 1000 - 60)).toBeLessThan(10)
    const { log, close } = openWireClient(server.realtimeUrl, {}, [
      'realtime',
      `openai-insecure-api-key.${session.client_secret.value}`,
      'openai-beta.realtime-v1',
    ])
    expect((await log.next('session.created')).session).toMatchObject({
      model: 'gpt-4o-realtime-preview',
      voice: 'cedar',
      modalities: ['text'],
      instructions: 'Be brief.',
    })
    close()
  })

  it.each<[object, string, string]>([
    [{ foo: 1 }, 'unknown_parameter', 'foo'],
    [{ voice: 'nobody' }, 'invalid_value', 'voice'],
    [{ output_modalities: ['text'] }, 'unknown_parameter', 'output_modalities'],
  ])('is refused with the fields by their own names: %o', async (body, code, param) => {
    const answer = await post(body)
    const { error } = (await answer.json()) as { error: { message: string; code: string; param: string } }
    expect([answer.status, error.code, error.param]).toEqual([400, code, param])
    expect(error.message).not.toContain('session.')
  })
})

describe('a page of another site', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ apiKeys: ['right-key'], origins: ['https://app.example'], script: { calls: [] } })
  })
  afterAll(() => server?.close())

  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
  }

  it('may ask and read when its origin is allowed', async () => {
    const asked = await fetch(`${server.baseUrl}/audio/speech`, preflight)
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(asked.headers.get('access-control-allow-headers')).toBe('authorization,content-type')
    const refused = await fetch(`${server.baseUrl}/models`, { headers: { origin: 'https://app.example' } })
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, 'https://app.example'])
  })

  it('is refused before anything else when it is not', async () => {
    const asked = await fetch(`${server.baseUrl}/audio/speech`, { ...preflight, headers: { ...preflight.headers, origin: 'https://evil.example' } })
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([403, null])
  })
})
