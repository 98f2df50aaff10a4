import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, systemClock } from '../../lib/clock.js'
import { chooseLanguageModel } from './choose-language-model.js'
import { collect, spokenRequest, textOf } from './contract-suite.js'
import { type ChatServer, closedPort, delta, finish, refuses, startChatServer, streams } from './openai-compatible/testing/chat-server.js'

const never = new AbortController().signal
const options = { clock: systemClock, timeoutMs: 30_000, documentationRoot: tmpdir() }

describe('choosing a language model', () => {
  const servers: ChatServer[] = []
  const folders: string[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
  })
  const serve = async (...models: readonly string[]) => {
    const server = await startChatServer((request, response) => {
      const handle = request.url === '/v1/models' ? refuses(200, { object: 'list', data: models.map((id) => ({ id })) }) : streams(delta('Hi.'), finish('stop'))
      handle(request, response)
    })
    servers.push(server)
    return server
  }

  it('auto takes a server on this machine when there is one', async () => {
    const { port } = await serve('nomic-embed-text', 'llava:7b')
    const { model, sentence } = await chooseLanguageModel({ kind: 'auto' }, { ...options, servers: [{ name: 'Ollama', port }] })
    expect(sentence).toBe(`Using the language model llava:7b, found at 127.0.0.1:${port}, the usual port of Ollama.`)
    expect(model).toMatchObject({ name: 'llava:7b', seesImages: true })
    expect(textOf(await collect(model.stream(spokenRequest, never)))).toBe('Hi.')
  })

  it('auto takes the built-in responder when there is none, and says where it looked', async () => {
    const ports = [await closedPort(), await closedPort()]
    const { model, sentence } = await chooseLanguageModel({ kind: 'auto' }, { ...options, servers: ports.map((port) => ({ name: 'nobody', port })) })
    expect(sentence).toBe(`No language model found on port ${ports[0]} or ${ports[1]}; using the built-in responder.`)
    expect(model.name).toBe('builtin')
  })

  it('builtin is the built-in responder', async () => {
    const { model, sentence } = await chooseLanguageModel({ kind: 'builtin' }, options)
    expect([model.name, sentence]).toEqual(['builtin', 'Using the built-in responder, as configured.'])
  })

  it('a server with a named model is taken at its word', async () => {
    const baseUrl = 'http://127.0.0.1:9/v1'
    const { model, sentence } = await chooseLanguageModel({ kind: 'openai-compatible', baseUrl, apiKey: 'secret', model: 'qwen3' }, options)
    expect([model.name, sentence]).toEqual(['qwen3', 'Using the language model qwen3 at 127.0.0.1:9, as configured.'])
  })

  it('a server without a named model is asked for its first', async () => {
    const { baseUrl, received, port } = await serve('bge-m3', 'qwen3')
    const { sentence } = await chooseLanguageModel({ kind: 'openai-compatible', baseUrl, apiKey: 'secret', model: null }, options)
    expect(sentence).toBe(`Using the language model qwen3 at 127.0.0.1:${port}, the first that it offers.`)
    expect(received[0]?.headers.authorization).toBe('Bearer secret')
  })

  it('a server without a model that chats is no choice', async () => {
    const { baseUrl } = await serve('bge-m3')
    await expect(chooseLanguageModel({ kind: 'openai-compatible', baseUrl, apiKey: null, model: null }, options)).rejects.toMatchObject({
      code: 'language-model-failed',
      message: expect.stringContaining('has no model to chat with'),
    })
  })

  it('a server that is not there is no choice when its models are asked for', async () => {
    const baseUrl = `http://127.0.0.1:${await closedPort()}/v1`
    await expect(chooseLanguageModel({ kind: 'openai-compatible', baseUrl, apiKey: null, model: null }, options)).rejects.toMatchObject({
      code: 'language-model-unreachable',
    })
  })

  it('a server that never lists its models is waited for no longer than the limit', async () => {
    const server = await startChatServer(() => {})
    servers.push(server)
    const clock = new ManualClock()
    const choice = chooseLanguageModel(
      { kind: 'openai-compatible', baseUrl: server.baseUrl, apiKey: null, model: null },
      { ...options, clock, timeoutMs: 5_000 },
    )
    choice.catch(() => {})
    await clock.advance(5_000)
    await expect(choice).rejects.toMatchObject({ code: 'language-model-timed-out' })
  })

  it('a script is played', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sidetone-choice-'))
    folders.push(folder)
    const file = join(folder, 'script.json')
    await writeFile(file, '{"calls":[{"answer":["Hi."]}]}')
    const { model, sentence } = await chooseLanguageModel({ kind: 'scripted', file }, options)
    expect(sentence).toBe(`Playing the script ${file}.`)
    expect(textOf(await collect(model.stream(spokenRequest, never)))).toBe('Hi.')
  })
})
