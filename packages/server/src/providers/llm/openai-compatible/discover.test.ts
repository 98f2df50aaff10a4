import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, settle, systemClock } from '../../../lib/clock.js'
import { discover } from './discover.js'
import { seesImages, suitableModel } from './suitable-model.js'
import { type ChatServer, closedPort, type Handle, refuses, startChatServer } from './testing/chat-server.js'

const servers: ChatServer[] = []
const port = async (handle: Handle) => {
  const server = await startChatServer(handle)
  servers.push(server)
  return server.port
}
const lists = (...ids: readonly string[]) => refuses(200, { object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: 'library' })) })
/** Real sockets answer within this wide limit; only what never answers is cut off by a hand-set clock. */
const find = (ports: readonly number[], more = {}) =>
  discover({ clock: systemClock, servers: ports.map((each) => ({ name: `server ${each}`, port: each })), limitMs: 30_000, ...more })

describe('looking for a language model server on this machine', () => {
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })

  it('finds the first model that chats', async () => {
    const here = await port(lists('nomic-embed-text:latest', 'whisper-1', 'llama3.2:3b', 'qwen3'))
    expect(await find([await closedPort(), here])).toEqual({
      server: { name: `server ${here}`, port: here },
      baseUrl: `http://127.0.0.1:${here}/v1`,
      model: 'llama3.2:3b',
    })
    expect(servers[0]?.received).toMatchObject([{ method: 'GET', url: '/v1/models' }])
  })

  it('prefers the order of the ports, not who answers first', async () => {
    const first = await port((request, response) => setImmediate(() => lists('slow')(request, response)))
    const second = await port(lists('fast'))
    expect((await find([first, second]))?.model).toBe('slow')
  })

  it.each<[string, Handle]>([
    ['a web page', refuses(200, '<html></html>')],
    ['another list', refuses(200, { object: 'list', data: [{ name: 'no id' }] })],
    ['another object', refuses(200, { data: [{ id: 'llama' }] })],
    ['a list without models', refuses(200, { object: 'list', data: [] })],
    ['an Ollama without models', refuses(200, { object: 'list', data: null })],
    ['only embeddings', lists('text-embedding-nomic', 'bge-m3')],
    ['a speech server', lists('Systran/faster-whisper-small', 'kokoro')],
    ['our own server', refuses(200, { object: 'list', data: [{ id: 'anything', object: 'model', owned_by: 'sidetone' }] })],
    ['a refusal', refuses(404, { object: 'list', data: [{ id: 'llama' }] })],
    ['a redirection', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/v1/models' }).end()],
  ])('takes %s for none', async (_, handle) => {
    expect(await find([await port(handle)])).toBeNull()
  })

  it('never asks its own port', async () => {
    const own = await port(lists('llama3'))
    expect(await find([own], { ownPort: own })).toBeNull()
    expect(servers[0]?.received).toEqual([])
  })

  it('waits no longer than its limit for a port that takes the call and says nothing', async () => {
    const clock = new ManualClock()
    const silent = await port(() => {})
    const search = find([silent], { clock, limitMs: 300 })
    await clock.advance(299)
    let found: unknown = 'searching'
    search.then((result) => {
      found = result
    })
    await settle()
    expect(found).toBe('searching')
    await clock.advance(1)
    expect(await search).toBeNull()
  })
})

describe('model names', () => {
  it.each([
    'text-embedding-3-small',
    'mxbai-embed-large',
    'bge-m3',
    'multilingual-e5-base',
    'whisper-large-v3',
    'tts-1',
    'gpt-4o-mini-tts',
    'gpt-realtime',
    'kokoro_tts',
  ])('%s does not chat', (name) => {
    expect(suitableModel([name])).toBeNull()
  })

  it.each(['llama3.2', 'qwen2.5-7b-instruct', 'mistral-nemo', 'gpt-4o-mini', 'gemma-3-4b', '/models/phi-4.gguf', 'deepseek-r1:8b'])('%s chats', (name) => {
    expect(suitableModel([name])).toBe(name)
  })

  it.each(['qwen2.5-vl-7b', 'llama3.2-vision', 'llava:7b', 'gpt-4o', 'gemma3:4b', 'qwen2.5vl:3b'])('%s sees images', (name) => {
    expect(seesImages(name)).toBe(true)
  })

  it.each(['llama3.2', 'qwen3', 'gpt-3.5-turbo', 'vlad-7b'])('%s does not', (name) => {
    expect(seesImages(name)).toBe(false)
  })
})
