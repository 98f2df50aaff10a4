import { describe, expect, it } from 'vitest'
import type { Command } from '../../vocabulary/commands.js'
import { session } from './fixtures/scenario.js'
import { grammar, readMessage } from './read.js'
import { writeSession } from './session.js'
import { writeEvent } from './write.js'

const server = { type: 'mcp', server_label: 'docs', server_url: 'https://docs.example.com/mcp' }

function read(event: object): Command {
  const outcome = readMessage(JSON.stringify(event), session.settings, grammar)
  if (!('command' in outcome)) throw new Error(`No command: ${JSON.stringify(outcome)}`)
  return outcome.command
}

function patchOf(tools: object[]) {
  const command = read({ type: 'session.update', session: { type: 'realtime', tools } })
  if (command.type !== 'update-settings') throw new Error(command.type)
  return command.patch
}

function refusalOf(tools: object[]) {
  const outcome = readMessage(JSON.stringify({ type: 'session.update', session: { type: 'realtime', tools } }), session.settings, grammar)
  return 'error' in outcome ? outcome.error : null
}

describe('an MCP tool', () => {
  it('is a tool server; without a word on approval every call needs one', () => {
    expect(patchOf([{ type: 'function', name: 'now' }, server])).toEqual({
      tools: [{ name: 'now', description: null, parameters: { type: 'object', properties: {} } }],
      toolServers: [
        {
          label: 'docs',
          url: 'https://docs.example.com/mcp',
          description: null,
          authorization: null,
          headers: {},
          allowedTools: null,
          approval: 'always',
        },
      ],
    })
  })

  it('with everything set is repeated but for its secrets, and says the same when it is sent back', () => {
    const sent = {
      ...server,
      server_description: 'Words.',
      allowed_tools: { tool_names: ['a'], read_only: true },
      require_approval: { always: { tool_names: ['a'] }, never: { read_only: true } },
    }
    const { toolServers = [] } = patchOf([{ ...sent, authorization: 's3cret', headers: { 'X-Key': 'h1dden' } }])
    expect(toolServers[0]).toMatchObject({ authorization: 's3cret', headers: { 'X-Key': 'h1dden' } })
    const { tools } = writeSession({ ...session, settings: { ...session.settings, toolServers } })
    expect(tools).toEqual([sent])
    expect(JSON.stringify(tools)).not.toMatch(/s3cret|h1dden/)
  })

  it('as a choice, with and without one of its tools', () => {
    for (const choice of [
      { type: 'mcp', server_label: 'docs' },
      { type: 'mcp', server_label: 'docs', name: 'a' },
    ]) {
      const command = read({ type: 'response.create', response: { tools: [server], tool_choice: choice } })
      if (command.type !== 'create-reply') throw new Error(command.type)
      const { toolChoice = 'auto' } = command.options
      expect(toolChoice).toEqual({ server: 'docs', tool: 'name' in choice ? 'a' : null })
      expect(writeSession({ ...session, settings: { ...session.settings, toolChoice } }).tool_choice).toEqual(choice)
    }
  })

  it.each([
    ['twice under one label', [server, server], 'session.tools', "the server_label 'docs' stands there twice"],
    ['by a connector', [{ type: 'mcp', server_label: 'x', connector_id: 'c' }], 'session.tools[0].connector_id', "name the server by 'server_url'"],
    ['by a tunnel', [{ type: 'mcp', server_label: 'x', tunnel_id: 't' }], 'session.tools[0].tunnel_id', "name the server by 'server_url'"],
    ['at no address of the web', [{ ...server, server_url: 'file:///etc/passwd' }], 'session.tools[0].server_url', 'https or http'],
    ['with a header that steers the request', [{ ...server, headers: { Host: 'x' } }], 'session.tools[0].headers', "the header 'Host' cannot be sent"],
    ['with a header of two lines', [{ ...server, headers: { a: 'b\r\nc: d' } }], 'session.tools[0].headers', "the header 'a' cannot be sent"],
    ['with an authorization of two lines', [{ ...server, authorization: 'a\nb' }], 'session.tools[0].authorization', 'Invalid'],
    ['without a label', [{ type: 'mcp', server_url: 'https://a.b' }], 'session.tools[0].server_label', 'Missing required parameter'],
  ])('%s is refused', (_, tools, param, words) => {
    const refusal = refusalOf(tools)
    expect(refusal?.param).toBe(param)
    expect(refusal?.message).toContain(words)
  })
})

describe('what happens with MCP tools is told', () => {
  const place = { replyId: 'resp_1', itemId: 'item_1', outputIndex: 2 }
  const call = { type: 'server-call', id: 'item_1', status: 'completed', server: 'docs', callId: 'call_1', name: 'a', arguments: '{}' } as const

  it('without the reply where the call goes on behind it', () => {
    expect(writeEvent({ type: 'server-call-started', itemId: 'item_1', outputIndex: 2 }, session)).toEqual([
      { type: 'response.mcp_call.in_progress', item_id: 'item_1', output_index: 2 },
    ])
    expect(writeEvent({ type: 'server-call-ended', itemId: 'item_1', outputIndex: 2 }, session)).toEqual([
      { type: 'response.mcp_call.completed', item_id: 'item_1', output_index: 2 },
    ])
  })

  it('with arguments as text, and padding that some clients want as a text', () => {
    expect(writeEvent({ type: 'server-arguments-delta', place, delta: '{' }, session)).toEqual([
      { type: 'response.mcp_call_arguments.delta', response_id: 'resp_1', item_id: 'item_1', output_index: 2, delta: '{', obfuscation: '' },
    ])
    expect(writeEvent({ type: 'server-arguments-ended', place, arguments: '{}' }, session)).toEqual([
      { type: 'response.mcp_call_arguments.done', response_id: 'resp_1', item_id: 'item_1', output_index: 2, arguments: '{}' },
    ])
  })

  it.each([
    [{ kind: 'protocol', code: -32_602, message: 'no' } as const, { type: 'protocol_error', code: -32_602, message: 'no' }],
    [{ kind: 'http', code: 401, message: 'no' } as const, { type: 'http_error', code: 401, message: 'no' }],
    [{ kind: 'execution', message: 'no' } as const, { type: 'tool_execution_error', message: 'no' }],
  ])('a failure of the kind %j in the item', (failure, error) => {
    const item = { ...call, approvalRequestId: 'item_0', output: null, failure }
    expect(writeEvent({ type: 'item-ended', item, previousItemId: null }, session)).toMatchObject([
      { type: 'conversation.item.done', item: { type: 'mcp_call', server_label: 'docs', approval_request_id: 'item_0', output: null, error } },
    ])
  })
})
