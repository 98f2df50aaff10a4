import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { floatFromInt16, int16FromBytes, int16FromFloat, readWav, resample, writeWav } from '@sidetone/audio'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasHumanSpeech, humanClips, readClip } from '../support/human-speech.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { synthesised } from '../support/speech.js'
import { wordErrorRate } from '../support/word-error-rate.js'

const sentence = 'The old man walked slowly down to the harbour. He looked at the boats, and then he went home again.'

describe('the openai SDK, unchanged, at the speech endpoints', () => {
  let server: TestServer
  let client: OpenAI
  let spoken: Uint8Array

  beforeAll(async () => {
    if (!hasHumanSpeech) console.log('No recorded human speech here: this ran on synthesised speech.')
    server = await startTestServer({ apiKeys: ['right-key'], script: { calls: [{ answer: ['Yes, I am.'] }, { answer: ['Yes, I am.'] }] } })
    client = new OpenAI({ apiKey: 'right-key', baseURL: server.baseUrl, maxRetries: 0 })
    spoken = writeWav({ sampleRateHz: 24_000, samples: await synthesised(sentence) })
  })
  afterAll(() => server?.close())

  const wav = (bytes: Uint8Array = spoken) => toFile(bytes, 'audio.wav', { type: 'audio/wav' })
  const refused = (request: Promise<unknown>) =>
    request.then(
      () => null,
      (error: InstanceType<typeof OpenAI.APIError>) => ({ status: error.status, code: error.code, param: error.param }),
    )

  it('transcribes what people say', async () => {
    const clips = hasHumanSpeech
      ? humanClips()
          .filter((clip) => clip.kind.includes('read') && clip.durationSeconds < 12)
          .slice(0, 4)
          .map((clip) => ({ transcript: clip.transcript, bytes: writeWav(readClip(clip)) }))
      : [{ transcript: sentence, bytes: spoken }]
    const heard: string[] = []
    for (const { bytes } of clips) heard.push((await client.audio.transcriptions.create({ file: await wav(bytes), model: 'whisper-1', language: 'en' })).text)
    expect(wordErrorRate(clips.map(({ transcript }) => transcript).join(' '), heard.join(' '))).toBeLessThan(0.25)
  })

  it('hears WAV of any rate and PCM alike', async () => {
    const { samples, sampleRateHz } = readWav(spoken)
    for (const rateHz of [8_000, 44_100, 37_333]) {
      const bytes = writeWav({ sampleRateHz: rateHz, samples: int16FromFloat(resample(floatFromInt16(samples), sampleRateHz, rateHz)) })
      const { text } = await client.audio.transcriptions.create({ file: await wav(bytes), model: 'whisper-1' })
      // Half the band is missing at 8 kHz.
      expect(wordErrorRate(sentence, text), `${rateHz} Hz`).toBeLessThan(rateHz < 16_000 ? 0.4 : 0.2)
    }
    const pcm = await toFile(spoken.subarray(44), 'audio.pcm', { type: 'audio/pcm;rate=24000' })
    expect(wordErrorRate(sentence, (await client.audio.transcriptions.create({ file: pcm, model: 'whisper-1' })).text)).toBeLessThan(0.2)
  })

  it('gives text, captions and segments', async () => {
    const model = 'whisper-1'
    const text = await client.audio.transcriptions.create({ file: await wav(), model, response_format: 'text' })
    const srt = await client.audio.transcriptions.create({ file: await wav(), model, response_format: 'srt' })
    const vtt = await client.audio.transcriptions.create({ file: await wav(), model, response_format: 'vtt' })
    const verbose = await client.audio.transcriptions.create({ file: await wav(), model, response_format: 'verbose_json' })
    expect(wordErrorRate(sentence, String(text))).toBeLessThan(0.2)
    expect(srt).toMatch(/^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\n\S/)
    expect(vtt).toMatch(/^WEBVTT\n\n00:00:00\.\d{3} --> 00:00:0\d\.\d{3}\n\S/)
    const last = verbose.segments?.at(-1)
    expect(verbose).toMatchObject({ language: 'english', text: verbose.segments?.map((segment) => segment.text).join(' ') })
    expect(last?.end).toBeLessThanOrEqual(Number(verbose.duration))
    expect(last?.end).toBeGreaterThan(Number(verbose.duration) - 1.5)
  })

  it('streams the words segment by segment', async () => {
    const silence = new Int16Array(24_000 * 1.5)
    const { samples } = readWav(spoken)
    const twice = writeWav({ sampleRateHz: 24_000, samples: Int16Array.from([...samples, ...silence, ...samples]) })
    const stream = await client.audio.transcriptions.create({ file: await wav(twice), model: 'gpt-4o-transcribe', stream: true })
    const deltas: string[] = []
    let done = ''
    for await (const event of stream) {
      if (event.type === 'transcript.text.delta') deltas.push(event.delta)
      if (event.type === 'transcript.text.done') done = event.text
    }
    expect(deltas.length).toBeGreaterThanOrEqual(2)
    expect(deltas.join('')).toBe(done)
    expect(wordErrorRate(`${sentence} ${sentence}`, done)).toBeLessThan(0.2)
  })

  it('tells what it cannot do by name', async () => {
    const file = await wav()
    const noAudio = await toFile(Buffer.from('hello'), 'a.wav')
    const short = await wav(writeWav({ sampleRateHz: 16_000, samples: new Int16Array(800) }))
    const tooLarge = await toFile(new Uint8Array(25 * 1024 * 1024 + 1), 'a.wav')
    const create = (more: object) => refused(client.audio.transcriptions.create({ file, model: 'whisper-1', ...more }))
    expect(await create({ file: noAudio })).toEqual({ status: 400, code: 'invalid_audio', param: 'file' })
    expect(await create({ file: short })).toEqual({ status: 400, code: 'audio_too_short', param: 'file' })
    expect(await create({ file: tooLarge })).toEqual({ status: 413, code: 'request_too_large', param: null })
    expect(await create({ response_format: 'diarized_json' })).toMatchObject({ status: 400, param: 'response_format' })
    expect(await create({ response_format: 'verbose_json', timestamp_granularities: ['word'] })).toMatchObject({ param: 'timestamp_granularities' })
    expect(await refused(client.audio.translations.create({ file, model: 'whisper-1' }))).toMatchObject({ status: 400, code: 'unsupported_operation' })
  })

  it.each(['wav', 'mp3', 'opus', 'pcm'] as const)('speaks as %s what its own recogniser understands', async (format) => {
    const response = await client.audio.speech.create({ model: 'tts-1', voice: 'marin', input: sentence, response_format: format })
    const file = await toFile(await response.arrayBuffer(), `speech.${format}`, {
      type: format === 'pcm' ? 'audio/pcm' : (response.headers.get('content-type') ?? ''),
    })
    const { text } = await client.audio.transcriptions.create({ file, model: 'whisper-1' })
    expect(wordErrorRate(sentence, text)).toBeLessThan(0.2)
  })

  it('speaks faster and slower', async () => {
    const seconds = async (speed: number) => {
      const response = await client.audio.speech.create({ model: 'tts-1', voice: 'cedar', input: sentence, speed, response_format: 'pcm' })
      return (await response.arrayBuffer()).byteLength / 48_000
    }
    const [slow, usual, fast] = [await seconds(0.5), await seconds(1), await seconds(2)]
    expect(slow / usual).toBeGreaterThan(1.6)
    expect(usual / fast).toBeGreaterThan(1.6)
  })

  it('streams speech clause by clause, also as events', async () => {
    const input = `${sentence} `.repeat(8)
    const response = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input, response_format: 'pcm', stream_format: 'sse' })
    const events = (await response.text()).trim().split('\n\n')
    const parsed = events.map((event) => JSON.parse(event.replace(/^data: /, '')))
    expect(new Set(parsed.slice(0, -1).map(({ type }) => type))).toEqual(new Set(['speech.audio.delta']))
    expect(parsed.length).toBeGreaterThan(50)
    expect(parsed.at(-1)).toMatchObject({ type: 'speech.audio.done', usage: { input_tokens: Math.ceil(input.length / 4) } })
    const audio = Buffer.concat(parsed.slice(0, -1).map(({ audio }) => Buffer.from(audio, 'base64')))
    expect(int16FromBytes(audio).length / 24_000).toBeGreaterThan(30)
  })

  it('refuses speech that it cannot make', async () => {
    const create = (more: object) => refused(client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello.', ...more }))
    expect(await create({ input: 'a'.repeat(4_097) })).toMatchObject({ status: 400, param: 'input' })
    expect(await create({ voice: 'nobody' })).toMatchObject({ status: 400, param: 'voice' })
    expect(await create({ speed: 5 })).toMatchObject({ status: 400, param: 'speed' })
    expect(await create({ response_format: 'aac' })).toMatchObject({ status: 400, param: 'response_format' })
  })

  it('lists the models, all of them owned by sidetone', async () => {
    const { data } = await client.models.list()
    expect(data.map(({ id }) => id)).toContain('sidetone')
    expect(new Set(data.map(({ owned_by }) => owned_by))).toEqual(new Set(['sidetone']))
    expect(await client.models.retrieve('sidetone')).toMatchObject({ id: 'sidetone', object: 'model' })
    expect(await refused(client.models.retrieve('gpt-9'))).toEqual({ status: 404, code: 'model_not_found', param: 'model' })
  })

  it('answers chat completions from its own model where there is no other', async () => {
    const messages = [{ role: 'user' as const, content: 'Are you there?' }]
    const whole = await client.chat.completions.create({ model: 'sidetone', messages })
    expect(whole.choices[0]).toMatchObject({ message: { role: 'assistant', content: 'Yes, I am.' }, finish_reason: 'stop' })
    const stream = await client.chat.completions.create({ model: 'sidetone', messages, stream: true })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('Yes, I am.')
  })

  it('needs a key for all of it', async () => {
    const stranger = new OpenAI({ apiKey: 'wrong-key', baseURL: server.baseUrl, maxRetries: 0 })
    expect(await refused(stranger.models.list())).toMatchObject({ status: 401, code: 'invalid_api_key' })
    expect(await refused(stranger.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello.' }))).toMatchObject({ status: 401 })
    expect((await fetch(`${server.baseUrl}/models`)).status).toBe(401)
    expect((await fetch(`${server.baseUrl}/models`, { headers: { 'api-key': 'right-key' } })).status).toBe(200)
  })
})

describe('chat completions before a language model server', () => {
  let upstream: Server
  let server: TestServer
  let client: OpenAI
  const seen: { headers: IncomingMessage['headers']; body: Record<string, unknown> }[] = []
  let left: Promise<void>
  let nextAnswer: (response: import('node:http').ServerResponse) => void = () => {}

  beforeAll(async () => {
    upstream = createServer((request, response) => {
      left = new Promise((resolve) => response.once('close', resolve))
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        seen.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) })
        nextAnswer(response)
      })
    })
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    const { port } = upstream.address() as AddressInfo
    server = await startTestServer({ apiKeys: ['right-key'], languageModel: { url: `http://127.0.0.1:${port}/v1`, key: 'upstream-key', model: 'their-model' } })
    client = new OpenAI({ apiKey: 'right-key', baseURL: server.baseUrl, maxRetries: 0 })
  })
  afterAll(async () => {
    await server?.close()
    upstream?.close()
  })

  const messages = [{ role: 'user' as const, content: 'Hello' }]
  const chunk = (content: string) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`

  it('go there with its key and its model, and with nothing of the client but the body', async () => {
    nextAnswer = (response) => {
      response.setHeader('content-type', 'application/json')
      response.setHeader('set-cookie', 'a=b')
      response.end(
        JSON.stringify({ id: 'c', object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }] }),
      )
    }
    const { data, response } = await client.chat.completions.create({ model: 'gpt-4o', messages, temperature: 0.3, seed: 7 }).withResponse()
    expect(data.choices[0]?.message.content).toBe('Hi')
    expect(response.headers.get('set-cookie')).toBeNull()
    const { headers, body } = seen.at(-1) ?? { headers: {}, body: {} }
    expect(body).toEqual({ model: 'their-model', messages, temperature: 0.3, seed: 7 })
    expect(headers.authorization).toBe('Bearer upstream-key')
    expect(JSON.stringify(headers)).not.toMatch(/right-key|stainless/i)
  })

  it('are streamed as they come, and end when the client leaves', async () => {
    nextAnswer = (response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write(chunk('One'))
    }
    const stream = await client.chat.completions.create({ model: 'sidetone', messages, stream: true })
    for await (const part of stream) {
      expect(part.choices[0]?.delta.content).toBe('One')
      break
    }
    await left
  })

  it('tell refusals of the server as theirs, without its key, and its failures as ours', async () => {
    nextAnswer = (response) =>
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: 'No such tool for upstream-key.' } }))
    await expect(client.chat.completions.create({ model: 'sidetone', messages })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('[key]'),
    })
    nextAnswer = (response) => response.writeHead(401).end('{"error":{"message":"bad key upstream-key"}}')
    const failure = await client.chat.completions.create({ model: 'sidetone', messages }).catch((error: Error) => error)
    expect(failure).toMatchObject({ status: 502, code: 'language_model_failed' })
    expect(String(failure)).not.toContain('upstream-key')
  })
})
