import type { ChatServer } from '@sidetone/server/providers/llm/openai-compatible/testing/chat-server.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { packetsOf, type SpokenLine, spokenLine } from '../support/speech.js'
import { startTranslatingServer } from '../support/translating-server.js'
import { openWireClient, type WireClient } from '../support/wire-client.js'
import { wordErrorRate } from '../support/word-error-rate.js'

const translation = 'Esto es lo que se ha dicho.'

const joined = ({ log }: WireClient, type: string): string =>
  log
    .of(type)
    .map((event) => event.delta)
    .join('')

function speak({ send }: WireClient, samples: Int16Array): void {
  for (const audio of packetsOf(samples)) send({ type: 'session.input_audio_buffer.append', audio })
}

describe('a translation session', () => {
  let upstream: ChatServer
  let server: TestServer
  let line: SpokenLine
  let open: (headers?: Record<string, string>) => WireClient
  beforeAll(async () => {
    line = await spokenLine()
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
    upstream = await startTranslatingServer(translation)
    server = await startTestServer({ languageModel: { url: upstream.baseUrl, key: 'k', model: 'translator' } })
    open = (headers = {}) => openWireClient(`${server.realtimeUrl}/translations?model=gpt-realtime-translate`, headers)
  })
  afterAll(async () => {
    await server?.close()
    await upstream?.close()
  })

  it('is told by its own object, and keeps to it', async () => {
    const client = open()
    const { session } = await client.log.next('session.created')
    expect(session).toEqual({
      id: expect.stringMatching(/^sess_/),
      type: 'translation',
      model: 'gpt-realtime-translate',
      expires_at: expect.any(Number),
      audio: { input: { transcription: null, noise_reduction: null }, output: { language: 'en', voice: 'alloy' } },
      include: null,
    })
    client.send({ type: 'session.update', event_id: 'mine', session: { audio: { output: { language: 'Spanish, please' } } } })
    const { error } = await client.log.next('error')
    expect(error).toMatchObject({ code: 'invalid_value', param: 'session.audio.output.language', event_id: 'mine' })
    client.close()
  })

  it('writes what was said in the other language, from the words of the turn alone, where no voice speaks it', async () => {
    const client = open()
    await client.log.next('session.created')
    const asked = upstream.received.length
    client.send({ type: 'session.update', session: { audio: { input: { transcription: { model: 'any' } }, output: { language: 'es' } } } })
    await client.log.next('session.updated')
    for (const _ of [1, 2]) speak(client, line.samples)
    client.send({ type: 'session.close' })
    await client.log.next('session.closed')
    expect(await client.end).toEqual({ code: 1000 })
    expect(client.log.of('error')).toEqual([])
    const requests = upstream.received.slice(asked)
    // A speaker may pause inside the line.
    expect(requests.length).toBeGreaterThanOrEqual(2)
    for (const { body } of requests) {
      expect(body.messages.map((message: { role: string }) => message.role)).toEqual(['system', 'user'])
      expect(body.messages[0].content).toMatch(/^Translate what the user says into Spanish \(es\)\./)
    }
    const said = joined(client, 'session.input_transcript.delta')
    expect(wordErrorRate(`${line.transcript} ${line.transcript}`, said)).toBeLessThan(0.35)
    expect(joined(client, 'session.output_transcript.delta')).toBe(requests.map(() => translation).join(' '))
    expect(client.log.of('session.output_audio.delta')).toEqual([])
  })

  it('speaks it where a voice does, as PCM16 at 24 kHz, ahead of its time', async () => {
    const client = open()
    await client.log.next('session.created')
    speak(client, line.samples)
    const first = await client.log.next('session.output_audio.delta')
    expect(first).toMatchObject({ sample_rate: 24_000, channels: 1, format: 'pcm16' })
    client.send({ type: 'session.close' })
    await client.log.next('session.closed')
    const bytes = client.log.of('session.output_audio.delta').reduce((sum, event) => sum + Buffer.byteLength(event.delta, 'base64'), 0)
    expect(bytes / 48).toBeGreaterThan(500)
    expect(client.log.of('session.input_transcript.delta')).toEqual([])
  })

  it('is told of a turn that the language model could not translate, and goes on', async () => {
    const gone = await startTranslatingServer(translation)
    const broken = await startTestServer({ languageModel: { url: gone.baseUrl, key: 'k', model: 'translator' } })
    await gone.close()
    const client = openWireClient(`${broken.realtimeUrl}/translations`)
    await client.log.next('session.created')
    speak(client, line.samples)
    const { error } = await client.log.next('error')
    expect(error).toMatchObject({
      type: 'server_error',
      code: 'language_model_unreachable',
      message: expect.stringMatching(/^A turn could not be translated\./),
    })
    client.send({ type: 'session.close' })
    await client.log.next('session.closed')
    await broken.close()
  })

  const mint = async (path: string, body: object) => {
    const answer = await fetch(`${server.baseUrl}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }

  it('begins as its ephemeral key was minted, which tells the whole session', async () => {
    const session = { model: 'gpt-realtime-translate', audio: { output: { language: 'es' } } }
    const { status, body } = await mint('/realtime/translations/client_secrets', { session, expires_after: { anchor: 'created_at', seconds: 60 } })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      value: expect.stringMatching(/^ek_/),
      expires_at: expect.any(Number),
      session: { id: expect.stringMatching(/^sess_/), type: 'translation', model: 'gpt-realtime-translate', audio: { output: { language: 'es' } } },
    })
    const client = openWireClient(`${server.realtimeUrl}/translations?model=another`, { authorization: `Bearer ${body.value}` })
    expect((await client.log.next('session.created')).session).toMatchObject({ model: 'gpt-realtime-translate', audio: { output: { language: 'es' } } })
    client.close()
    const conversation = openWireClient(server.realtimeUrl, { authorization: `Bearer ${body.value}` })
    expect((await conversation.log.next('error')).error.code).toBe('invalid_api_key')
    expect(await conversation.end).toEqual({ code: 3000 })
  })

  it.each([
    ['no session', {}, 'missing_required_parameter', 'session'],
    ['no model', { session: { audio: {} } }, 'missing_required_parameter', 'session.model'],
    ['instructions', { session: { model: 'm', instructions: 'Sing.' } }, 'unknown_parameter', 'session.instructions'],
    ['a language in words', { session: { model: 'm', audio: { output: { language: 'Spanish, please' } } } }, 'invalid_value', 'session.audio.output.language'],
  ])('mints no key for %s', async (_, asked, code, param) => {
    const { status, body } = await mint('/realtime/translations/client_secrets', asked)
    expect({ status, code: body.error.code, param: body.error.param }).toEqual({ status: 400, code, param })
  })

  it('is not opened by an ephemeral key of a conversation', async () => {
    const { body } = await mint('/realtime/client_secrets', {})
    const client = open({ authorization: `Bearer ${body.value}` })
    expect((await client.log.next('error')).error.code).toBe('invalid_api_key')
    expect(await client.end).toEqual({ code: 3000 })
  })
})

describe('where the built-in responder answers', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it('a translation session is refused with the setting that it needs, and the link is closed', async () => {
    const client = openWireClient(`${server.realtimeUrl}/translations`)
    const { error } = await client.log.next('error')
    expect(error).toMatchObject({ type: 'server_error', code: 'translation_needs_model', message: expect.stringContaining('--llm-url') })
    expect(await client.end).toEqual({ code: 3000 })
    expect(client.log.types()).toEqual(['error'])
  })

  it('no key for one is minted either', async () => {
    const answer = await fetch(`${server.baseUrl}/realtime/translations/client_secrets`, { method: 'POST' })
    expect(answer.status).toBe(501)
    expect(JSON.parse(await answer.text()).error.code).toBe('translation_needs_model')
  })
})
