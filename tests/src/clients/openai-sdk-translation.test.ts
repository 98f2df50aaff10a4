import { createRequire } from 'node:module'
import type { ChatServer } from '@sidetone/server/providers/llm/openai-compatible/testing/chat-server.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { packetsOf, type SpokenLine, spokenLine } from '../support/speech.js'
import { startTranslatingServer } from '../support/translating-server.js'
import { type WireEvent, WireLog } from '../support/wire-log.js'

/** As much of the class as is used here. It came with version 7 of the SDK; our own dependency is version 6, @openai/agents-core has the newer one. */
interface TranslationSocket {
  on(name: 'event' | 'error', listen: (event: unknown) => void): void
  send(event: object): void
  finish(options: { timeoutMs: number }): Promise<void>
}
interface NewerSdk {
  OpenAI: new (options: { apiKey: string; baseURL: string }) => object
  OpenAIRealtimeTranslationWS: { create(client: object, options: { model: string; options: object }): Promise<TranslationSocket> }
}

function loadNewerSdk(): NewerSdk | null {
  const load = createRequire(createRequire(import.meta.url).resolve('@openai/agents-core'))
  try {
    return { ...load('openai'), ...load('openai/realtime/translations/ws') }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' || (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null
    throw error
  }
}

const sdk = loadNewerSdk()
const reason = sdk ? '' : ' (skipped: no installed version of the SDK has the class)'

describe.skipIf(!sdk)(`OpenAIRealtimeTranslationWS of the openai SDK, unchanged${reason}`, () => {
  let upstream: ChatServer
  let server: TestServer
  let line: SpokenLine
  beforeAll(async () => {
    line = await spokenLine()
    upstream = await startTranslatingServer('This is what was said.')
    server = await startTestServer({ tls: true, languageModel: { url: upstream.baseUrl, key: 'k', model: 'translator' } })
  })
  afterAll(async () => {
    await server?.close()
    await upstream?.close()
  })

  it('hears and reads the translation, and finishes without an error', async () => {
    const { OpenAI, OpenAIRealtimeTranslationWS } = sdk as NewerSdk
    const client = new OpenAI({ apiKey: 'any', baseURL: server.baseUrl })
    const socket = await OpenAIRealtimeTranslationWS.create(client, { model: 'gpt-realtime-translate', options: { rejectUnauthorized: false } })
    const log = new WireLog()
    const errors: unknown[] = []
    socket.on('event', (event) => log.record(event as WireEvent))
    socket.on('error', (error) => errors.push(error))
    await log.next('session.created')
    socket.send({ type: 'session.update', session: { audio: { input: { transcription: { model: 'gpt-realtime-whisper' } }, output: { language: 'en' } } } })
    await log.next('session.updated')
    for (const audio of packetsOf(line.samples)) socket.send({ type: 'session.input_audio_buffer.append', audio })
    await socket.finish({ timeoutMs: 30_000 })
    expect(errors).toEqual([])
    expect(log.outline()).toEqual([
      'session.created',
      'session.updated',
      'session.input_transcript.delta',
      'session.output_transcript.delta',
      'session.output_audio.delta',
      'session.closed',
    ])
  })
})
