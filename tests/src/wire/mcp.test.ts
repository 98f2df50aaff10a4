import { startMcpServer, type TestMcpServer, text } from '@sidetone/server/tools/mcp/testing/mcp-server.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { openWireClient, type WireClient } from '../support/wire-client.js'

/** Told when a call of the tool `wait` is taken back. */
const takenBack: (() => void)[] = []

const ask = (words: string) => ({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: words }] } })

describe('MCP tools over the wire', () => {
  let docs: TestMcpServer
  let older: TestMcpServer
  let server: TestServer

  beforeAll(async () => {
    const tools = [
      {
        name: 'look_up',
        description: 'Looks something up.',
        annotations: { readOnlyHint: true },
        inputSchema: { type: 'object' as const, properties: { word: { type: 'string' } } },
        run: ({ word }: Record<string, unknown>) => text(`${word} means everything`),
      },
      { name: 'fail', run: () => ({ ...text('the shelf is empty; token s3cret'), isError: true }) },
      {
        name: 'wait',
        run: (_: Record<string, unknown>, signal: AbortSignal) =>
          new Promise<never>((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              for (const tell of takenBack.splice(0)) tell()
              reject(new Error('taken back'))
            })
          }),
      },
    ]
    docs = await startMcpServer(tools)
    older = await startMcpServer(tools.slice(0, 1), { transport: 'sse' })
    server = await startTestServer({
      mcpServers: [docs.host, older.host, '127.0.0.1:9'],
      script: {
        calls: [
          { user: 'define love', answer: [{ tool: 'look_up', arguments: { word: 'love' } }] },
          { toolOutput: 'love means everything', answer: ['Love means everything.'] },
          { user: 'ask first', answer: [{ tool: 'look_up', arguments: { word: 'yes' } }] },
          { toolOutput: 'yes means everything', answer: ['You said yes.'] },
          { user: 'ask me', answer: [{ tool: 'look_up', arguments: { word: 'no' } }] },
          { toolOutput: 'not approved: not today', answer: ['Then not.'] },
          { user: 'break it', answer: [{ tool: 'fail' }] },
          { user: 'wait for it', answer: [{ tool: 'wait' }, { hang: true }] },
          { user: 'wait until I go', answer: [{ tool: 'wait' }] },
          { user: 'older server', answer: [{ tool: 'look_up', arguments: { word: 'age' } }] },
          { toolOutput: 'age means everything', answer: ['Old and good.'] },
        ],
      },
    })
  })
  afterAll(async () => {
    await server?.close()
    await docs?.close()
    await older?.close()
  })

  const posts = () => docs.requests.filter(({ line }) => line === 'POST /mcp').length

  async function connect(): Promise<WireClient> {
    const client = openWireClient(`${server.realtimeUrl.replace('http', 'ws')}?model=gpt-realtime`)
    await client.log.next('session.created')
    return client
  }

  async function withTools(tool: object, tools: object[] = []): Promise<WireClient> {
    const client = await connect()
    const mcp = { type: 'mcp', server_label: 'docs', server_url: docs.url, ...tool }
    client.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'], tools: [...tools, mcp] } })
    await client.log.next('session.updated')
    await client.log.next('conversation.item.done', ({ item }) => item.type === 'mcp_list_tools')
    return client
  }

  it('a server that is named is asked for its tools, in the documented order, and its secrets are not repeated', async () => {
    const { log, send, close } = await withTools({
      authorization: 's3cret',
      headers: { 'X-Tenant': 'hidden' },
      require_approval: { never: { read_only: true } },
      allowed_tools: ['look_up', 'fail'],
    })
    expect(log.outline()).toEqual([
      'session.created',
      'session.updated',
      'conversation.item.added',
      'mcp_list_tools.in_progress',
      'mcp_list_tools.completed',
      'conversation.item.done',
    ])
    const [added] = log.of('conversation.item.added')
    expect(added?.item).toMatchObject({ type: 'mcp_list_tools', server_label: 'docs', tools: [] })
    const done = log.of('conversation.item.done')[0]
    expect(done?.item.id).toBe(added?.item.id)
    expect(done?.item.tools).toEqual([
      {
        name: 'look_up',
        description: 'Looks something up.',
        input_schema: { type: 'object', properties: { word: { type: 'string' } } },
        annotations: { readOnlyHint: true },
      },
      { name: 'fail', description: '', input_schema: { type: 'object' }, annotations: null },
    ])
    expect(log.of('session.updated')[0]?.session.tools).toEqual([
      {
        type: 'mcp',
        server_label: 'docs',
        server_url: docs.url,
        server_description: null,
        allowed_tools: ['look_up', 'fail'],
        require_approval: { never: { read_only: true } },
      },
    ])
    expect(JSON.stringify(log.events)).not.toMatch(/s3cret|hidden/)
    expect(docs.requests.find(({ line }) => line === 'POST /mcp')?.headers).toMatchObject({ authorization: 'Bearer s3cret', 'x-tenant': 'hidden' })
    // The same server again is not asked again.
    const asked = posts()
    send({ type: 'session.update', session: { type: 'realtime', tools: [{ type: 'mcp', server_label: 'docs' }] } })
    expect((await log.next('session.updated')).session.tools).toMatchObject([{ server_url: docs.url, allowed_tools: ['look_up', 'fail'] }])
    expect(posts()).toBe(asked)
    close()
  })

  it('a call runs behind its response, and the client asks for the answer', async () => {
    const { log, send, close } = await withTools({ require_approval: 'never' })
    const before = log.events.length
    send(ask('Define love.'))
    send({ type: 'response.create' })
    const { item } = await log.next('conversation.item.done', (event) => event.item.type === 'mcp_call')
    expect(
      log
        .types()
        .slice(before)
        .filter((type) => type !== 'rate_limits.updated'),
    ).toEqual([
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.mcp_call_arguments.delta',
      'response.mcp_call_arguments.done',
      'response.mcp_call.in_progress',
      'response.output_item.done',
      'response.done',
      'response.mcp_call.completed',
      'conversation.item.done',
    ])
    expect(item).toMatchObject({
      type: 'mcp_call',
      server_label: 'docs',
      name: 'look_up',
      arguments: '{"word":"love"}',
      approval_request_id: null,
      error: null,
    })
    expect(item.output).toBe('love means everything')
    expect(log.of('response.done')[0]?.response.output).toMatchObject([{ id: item.id, type: 'mcp_call' }])
    send({ type: 'response.create' })
    const { response } = await log.next('response.done', (event) => event.response.output[0]?.type === 'message')
    expect(response.output[0].content[0].text).toBe('Love means everything.')
    close()
  })

  it('a call that needs approval waits for the answer of the client, beyond its response', async () => {
    const { log, send, close } = await withTools({})
    send(ask('Ask first.'))
    send({ type: 'response.create' })
    const { item: request } = await log.next('conversation.item.done', ({ item }) => item.type === 'mcp_approval_request')
    expect(request).toEqual({ id: request.id, type: 'mcp_approval_request', server_label: 'docs', name: 'look_up', arguments: '{"word":"yes"}' })
    await log.next('response.done')
    expect(log.of('response.mcp_call.in_progress')).toEqual([])
    send({ type: 'conversation.item.create', item: { type: 'mcp_approval_response', approval_request_id: request.id, approve: true } })
    const { item: call } = await log.next('conversation.item.done', ({ item }) => item.type === 'mcp_call')
    expect(log.outline().slice(-5)).toEqual([
      'conversation.item.added',
      'conversation.item.done',
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'conversation.item.done',
    ])
    expect(call).toMatchObject({ approval_request_id: request.id, output: 'yes means everything' })
    send({ type: 'response.create' })
    await log.next('response.done', (event) => event.response.output[0]?.content?.[0].text === 'You said yes.')
    send({ type: 'conversation.item.create', item: { type: 'mcp_approval_response', approval_request_id: request.id, approve: true } })
    expect((await log.next('error')).error.code).toBe('item_create_invalid_approval_request_id')
    close()
  })

  it('a call that is not approved does not run, and the model is told why', async () => {
    const { log, send, close } = await withTools({ require_approval: 'always' })
    send(ask('Ask me.'))
    send({ type: 'response.create' })
    const { item: request } = await log.next('conversation.item.done', ({ item }) => item.type === 'mcp_approval_request')
    await log.next('response.done')
    const asked = posts()
    send({ type: 'conversation.item.create', item: { type: 'mcp_approval_response', approval_request_id: request.id, approve: false, reason: 'not today' } })
    const { item } = await log.next('conversation.item.done', (event) => event.item.type === 'mcp_call')
    expect(item).toMatchObject({ output: null, error: { type: 'tool_execution_error', message: 'The call was not approved: not today' } })
    expect(posts()).toBe(asked)
    send({ type: 'response.create' })
    await log.next('response.done', (event) => event.response.output[0]?.content?.[0].text === 'Then not.')
    close()
  })

  it('a tool that fails says so in its item, without the secrets that its server knows', async () => {
    const { log, send, close } = await withTools({ require_approval: 'never', authorization: 's3cret' })
    send(ask('Break it.'))
    send({ type: 'response.create' })
    const failed = await log.next('response.mcp_call.failed')
    const { item } = await log.next('conversation.item.done', (event) => event.item.type === 'mcp_call')
    expect(item).toMatchObject({ id: failed.item_id, output: null, error: { type: 'tool_execution_error', message: 'the shelf is empty; token [removed]' } })
    close()
  })

  it('a call is taken back when its response is cancelled', async () => {
    const { log, send, close } = await withTools({ require_approval: 'never' })
    const heard = new Promise<void>((resolve) => takenBack.push(resolve))
    send(ask('Wait for it.'))
    send({ type: 'response.create' })
    await log.next('response.mcp_call.in_progress')
    send({ type: 'response.cancel' })
    const { item } = await log.next('conversation.item.done', (event) => event.item.type === 'mcp_call')
    expect(item.error).toEqual({ type: 'tool_execution_error', message: 'The call was cancelled.' })
    expect((await log.next('response.done')).response.status).toBe('cancelled')
    await heard
    close()
  })

  it('a call is taken back when the client goes', async () => {
    const { log, send, close } = await withTools({ require_approval: 'never' })
    const heard = new Promise<void>((resolve) => takenBack.push(resolve))
    send(ask('Wait until I go.'))
    send({ type: 'response.create' })
    await log.next('response.mcp_call.in_progress')
    await log.next('response.done')
    close()
    await heard
  })

  it('a server that speaks the older transport of HTTP with server-sent events is used as well', async () => {
    const { log, send, close } = await withTools({ server_url: older.url, require_approval: 'never' })
    send(ask('Ask the older server.'))
    send({ type: 'response.create' })
    const { item } = await log.next('conversation.item.done', (event) => event.item.type === 'mcp_call')
    expect(item.output).toBe('age means everything')
    send({ type: 'response.create' })
    await log.next('response.done', (event) => event.response.output[0]?.content?.[0].text === 'Old and good.')
    close()
  })

  it('a server that cannot be reached is told as a list that failed, with the reason', async () => {
    const { log, close } = await withTools({ server_url: 'http://127.0.0.1:9/mcp' })
    const [failed] = log.of('mcp_list_tools.failed')
    expect(failed?.error).toMatchObject({ type: 'server_error', code: 'tool_server_failed' })
    expect(failed?.error.message).toContain('ECONNREFUSED')
    close()
  })

  it.each([
    ['that is not allowed', { server_label: 'x', server_url: 'https://elsewhere.example.com/mcp' }, 'mcp_server_not_allowed', 'mcp.allowedServers'],
    ['without an address that the session knows', { server_label: 'x' }, 'missing_required_parameter', "'server_url' of the MCP server 'x'"],
    ['by a connector', { server_label: 'x', connector_id: 'connector_gmail' }, 'invalid_value', "'session.tools[0].connector_id'"],
    [
      'with two authorizations',
      { server_label: 'x', server_url: 'https://a.b', authorization: 'a', headers: { Authorization: 'b' } },
      'invalid_value',
      'headers',
    ],
    ['with a password in its address', { server_label: 'x', server_url: 'https://me:pass@a.b' }, 'invalid_value', "'session.tools[0].server_url'"],
  ])('a server %s is refused by name, and nothing of the update is done', async (_, tool, code, words) => {
    const { log, send, close } = await connect()
    send({ type: 'session.update', event_id: 'mine', session: { type: 'realtime', instructions: 'changed', tools: [{ type: 'mcp', ...tool }] } })
    const { error } = await log.next('error')
    expect(error).toMatchObject({ type: 'invalid_request_error', code, event_id: 'mine' })
    expect(error.message).toContain(words)
    expect(log.types()).toEqual(['session.created', 'error'])
    close()
  })
})
