import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { limits } from '@sidetone/protocol'
import { type LimitRow, limitTable } from '@sidetone/protocol/openai-realtime'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { openScriptedGateway, type ScriptedGateway } from '@sidetone/server/replay/scripted-gateway.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { openWireClient } from '../support/wire-client.js'

type Name = keyof typeof limitTable

const update = (session: object) => ({ type: 'session.update', session: { type: 'realtime', ...session } })
const textItem = (text: string) => ({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } })
const silence = (bytes: number) => ({ type: 'input_audio_buffer.append', audio: Buffer.alloc(bytes).toString('base64') })
const many = <Each>(length: number, make: (index: number) => Each): Each[] => Array.from({ length }, (_, index) => make(index))

/** Up to the limit, and the one step beyond it. */
interface Provocation {
  readonly calls?: Script['calls']
  readonly upTo?: (gateway: ScriptedGateway) => Promise<void> | void
  readonly beyond: (gateway: ScriptedGateway) => Promise<void> | void
}

const sends = (...messages: (object | string)[]) => {
  return ({ client }: ScriptedGateway) => {
    for (const message of messages) client.send(message)
  }
}

/** Those of a real socket have their tests below; others stand beside the code that holds them, which a name says. */
const provocations: { readonly [Each in Name]: Provocation | 'over a socket' | 'item-audio' | 'server-rules' } = {
  messageBytes: 'over a socket',
  outboundBytes: 'over a socket',
  itemAudioBytes: 'item-audio',
  toolServers: 'server-rules',
  serverCalls: 'server-rules',
  serverArgumentsCharacters: 'server-rules',
  messageValues: {
    upTo: sends(`{"type":"input_audio_buffer.clear"${' '.repeat(limits.messageValues)}}`),
    beyond: sends(`{"type":"input_audio_buffer.clear","more":[${many(limits.messageValues, () => '0').join(',')}]}`),
  },
  messagesPerSecond: {
    upTo: async ({ client, pass }) => {
      for (let count = 0; count < limits.messageBurst; count++) client.send({ type: 'input_audio_buffer.clear' })
      await pass(1_000)
      for (let count = 0; count < limits.messagesPerSecond; count++) client.send({ type: 'input_audio_buffer.clear' })
    },
    beyond: sends({ type: 'input_audio_buffer.clear' }),
  },
  messageBurst: { upTo: sends(...many(limits.messageBurst, () => silence(0))), beyond: sends(silence(0)) },
  textCharacters: {
    upTo: sends(update({ instructions: 'a'.repeat(limits.textCharacters) })),
    beyond: sends(update({ instructions: 'a'.repeat(limits.textCharacters + 1) })),
  },
  appendBytes: { upTo: sends(silence(limits.appendBytes)), beyond: sends(silence(limits.appendBytes + 1)) },
  inputBufferMs: {
    upTo: sends(update({ audio: { input: { format: { type: 'audio/pcmu' }, turn_detection: null } } }), silence(8 * limits.inputBufferMs)),
    beyond: sends(silence(8 * 20)),
  },
  leastCommitMs: {
    upTo: sends(update({ audio: { input: { turn_detection: null } } }), silence(48 * (limits.leastCommitMs - 1))),
    beyond: sends({ type: 'input_audio_buffer.commit' }),
  },
  conversationItems: { upTo: sends(...many(limits.conversationItems, () => textItem('Hi.'))), beyond: sends(textItem('Hi.')) },
  conversationCharacters: {
    upTo: ({ client }) => {
      for (let left = limits.conversationCharacters; left > 0; left -= limits.textCharacters) client.send(textItem('a'.repeat(limits.textCharacters)))
    },
    beyond: sends(textItem('a')),
  },
  deferredCommands: {
    calls: [{ answer: [{ tool: 'look', arguments: {}, callId: 'call_1' }, { hang: true }] }],
    upTo: async ({ client, pass }) => {
      client.send({ type: 'response.create' })
      await pass(0)
      for (let count = 0; count < limits.deferredCommands; count++) client.send(output)
    },
    beyond: ({ client }) => client.send(output),
  },
  tools: {
    upTo: sends(update({ tools: many(limits.tools, (index) => ({ type: 'function', name: `f${index}` })) })),
    beyond: sends(update({ tools: many(limits.tools + 1, (index) => ({ type: 'function', name: `f${index}` })) })),
  },
  sideReplies: {
    calls: many(limits.sideReplies, () => ({ answer: [{ hang: true as const }] })),
    upTo: sends(...many(limits.sideReplies, () => ({ type: 'response.create', response: { conversation: 'none' } }))),
    beyond: sends({ type: 'response.create', response: { conversation: 'none' } }),
  },
  metadataPairs: {
    calls: [{ answer: ['Yes.'] }],
    upTo: sends({ type: 'response.create', response: { metadata: Object.fromEntries(many(limits.metadataPairs, (index) => [`k${index}`, ''])) } }),
    beyond: sends({ type: 'response.create', response: { metadata: Object.fromEntries(many(limits.metadataPairs + 1, (index) => [`k${index}`, ''])) } }),
  },
  sessionMs: {
    upTo: ({ clock }) => clock.advance(limits.sessionMs - 1),
    beyond: ({ clock }) => clock.advance(1),
  },
}

const output = { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'call_1', output: 'seen' } }

describe('each limit of the table holds to the last, and is told as the table says beyond it', () => {
  const rows = Object.entries(provocations).flatMap(([name, provocation]) => (typeof provocation === 'string' ? [] : [[name as Name, provocation] as const]))
  it.each(rows)('%s', async (name, { calls = [], upTo, beyond }) => {
    const gateway = openScriptedGateway({ script: { languageModel: { calls } } })
    const { client, pass } = gateway
    const errors = () => client.received.filter(({ type }) => type === 'error').map(({ error }) => error.code)
    await upTo?.(gateway)
    await pass(0)
    expect(errors()).toEqual([])
    expect(client.closed).toBeNull()
    await beyond(gateway)
    await pass(0)
    expect(errors()).toEqual([limitTable[name].error])
    expect(client.closed?.code).toBe(limitTable[name].closes)
  })
})

describe('over a real socket', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it('a message that is too large closes the connection', async () => {
    const socket = new WebSocket(server.realtimeUrl)
    await once(socket, 'open')
    socket.send('x'.repeat(limits.messageBytes + 1))
    expect((await once(socket, 'close'))[0]).toBe(limitTable.messageBytes.closes)
    await expectServed(server)
  })

  it('a client that stops reading is closed with a reason when 32 MiB wait for it, and no more is kept for it', async () => {
    const socket = new WebSocket(server.realtimeUrl)
    const closed = once(socket, 'close')
    let bytes = 0
    socket.on('message', (data: Buffer) => {
      bytes += data.length
    })
    await once(socket, 'message')
    const item = { id: 'long', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a'.repeat(limits.textCharacters) }] }
    socket.send(JSON.stringify({ type: 'conversation.item.create', item }))
    await once(socket, 'message')
    socket.pause()
    const asked = 128
    for (let count = 0; count < asked; count++) socket.send(JSON.stringify({ type: 'conversation.item.retrieve', item_id: 'long' }))
    // When another client has been served, all of these have been read.
    await expectServed(server)
    socket.resume()
    const [code, reason] = await closed
    expect([code, String(reason)]).toEqual([limitTable.outboundBytes.closes, 'the client does not read what it is sent'])
    // What waited in the server, and what the operating system holds for both ends.
    expect(bytes).toBeGreaterThan(limits.outboundBytes)
    expect(bytes).toBeLessThan((asked / 2) * limits.textCharacters)
    await expectServed(server)
  })
})

async function expectServed({ realtimeUrl }: TestServer): Promise<void> {
  const { log, send, close } = openWireClient(realtimeUrl)
  await log.next('session.created')
  send(textItem('What is two plus two?'))
  send({ type: 'response.create', response: { output_modalities: ['text'] } })
  expect((await log.next('response.done')).response.status).toBe('completed')
  close()
}

describe('the documentation', () => {
  it('has the table of the code', () => {
    const page = fileURLToPath(new URL('../../../docs/limits.md', import.meta.url))
    const text = readFileSync(page, 'utf8')
    const written = text.replace(/(<!-- made by .* -->\n)[\s\S]*?\n(?=These depend)/, (_, mark) => `${mark}\n${asMarkdown(Object.values(limitTable))}\n\n`)
    if (process.env.UPDATE_DOCS) writeFileSync(page, written)
    else expect(text).toBe(written)
  })
})

function asMarkdown(rows: readonly LimitRow[]): string {
  const told = ({ error, closes, instead }: LimitRow) => [error && `\`${error}\``, closes && `close code ${closes}`, instead].filter(Boolean).join(', ')
  return ['| what | at most | beyond it |', '|---|---|---|', ...rows.map((row) => `| ${row.what} | ${row.most} | ${told(row)} |`)].join('\n')
}
