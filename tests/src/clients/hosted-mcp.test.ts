import { hostedMcpTool } from '@openai/agents-core'
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime'
import { startMcpServer, type TestMcpServer, text } from '@sidetone/server/tools/mcp/testing/mcp-server.js'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { type WireEvent, WireLog } from '../support/wire-log.js'

const calls = [
  { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Paris' } }] },
  { toolOutput: 'sunny in Paris', answer: ['It is sunny in Paris.'] },
  { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Rome' } }] },
  { toolOutput: 'sunny in Rome', answer: ['It is sunny in Rome.'] },
]

describe('hosted MCP tools through the published SDKs, unchanged', () => {
  let weather: TestMcpServer
  beforeAll(async () => {
    const inputSchema = { type: 'object' as const, properties: { city: { type: 'string' } } }
    weather = await startMcpServer([{ name: 'get_weather', description: 'The weather in a city', inputSchema, run: ({ city }) => text(`sunny in ${city}`) }])
  })
  afterAll(() => weather?.close())

  describe('@openai/agents-realtime', () => {
    let server: TestServer
    beforeAll(async () => {
      server = await startTestServer({ mcpServers: [weather.host], script: { calls } })
    })
    afterAll(() => server?.close())

    async function converse(requireApproval: 'never' | 'always'): Promise<{ session: RealtimeSession; log: WireLog }> {
      const hosted =
        requireApproval === 'never'
          ? hostedMcpTool({ serverLabel: 'weather', serverUrl: weather.url })
          : hostedMcpTool({ serverLabel: 'weather', serverUrl: weather.url, requireApproval: 'always' })
      const session = new RealtimeSession(new RealtimeAgent({ name: 'Guide', instructions: 'Be brief.', tools: [hosted] }), {
        transport: new OpenAIRealtimeWebSocket({ url: `${server.realtimeUrl}?model=gpt-realtime` }),
        model: 'gpt-realtime',
      })
      const log = new WireLog()
      session.transport.on('*', (event) => log.record(event as WireEvent))
      session.on('error', (error) => log.record({ type: 'client.error', error }))
      session.on('mcp_tools_changed', (tools) => log.record({ type: 'client.tools', names: tools.map((tool) => tool.name) }))
      session.on('mcp_tool_call_completed', (_context, _agent, call) => log.record({ type: 'client.call', call }))
      await session.connect({ apiKey: 'any' })
      await log.next('client.tools', ({ names }) => names.length > 0)
      return { session, log }
    }

    it('learns of the tools, hears of the call, and asks for the answer by itself, once', async () => {
      const { session, log } = await converse('never')
      session.sendMessage('What is the weather?')
      const { call } = await log.next('client.call')
      expect(call).toMatchObject({ type: 'mcp_call', name: 'get_weather', output: 'sunny in Paris' })
      const { response } = await log.next('response.done', (event) => event.response.output[0]?.type === 'message')
      expect(response.output[0].content[0].transcript).toBe('It is sunny in Paris.')
      expect(log.of('client.call')).toHaveLength(1)
      expect(log.of('response.created')).toHaveLength(2)
      expect(log.of('client.error')).toEqual([])
      expect(session.history.map((item) => item.type)).toEqual(['message', 'mcp_call', 'message'])
      session.close()
    })

    it('asks its user for approval and passes the answer on', async () => {
      const { session, log } = await converse('always')
      session.on('tool_approval_requested', (_context, _agent, request) => void session.approve(request.approvalItem))
      session.sendMessage('What is the weather?')
      const { call } = await log.next('client.call')
      expect(call).toMatchObject({ output: 'sunny in Rome' })
      const { response } = await log.next('response.done', (event) => event.response.output[0]?.type === 'message')
      expect(response.output[0].content[0].transcript).toBe('It is sunny in Rome.')
      expect(log.of('client.error')).toEqual([])
      session.close()
    })
  })

  it('openai: the events and items are those of its types', async () => {
    const server = await startTestServer({ tls: true, mcpServers: [weather.host], script: { calls: calls.slice(0, 2) } })
    const realtime = new OpenAIRealtimeWS(
      { model: 'gpt-realtime', options: { rejectUnauthorized: false } },
      new OpenAI({ apiKey: 'any', baseURL: server.baseUrl }),
    )
    const log = new WireLog()
    realtime.on('event', (event) => log.record(event as unknown as WireEvent))
    const completed: string[] = []
    realtime.on('mcp_list_tools.completed', ({ item_id }) => completed.push(item_id))
    realtime.on('response.mcp_call.completed', ({ item_id }) => {
      completed.push(item_id)
      realtime.send({ type: 'response.create' })
    })
    await log.next('session.created')
    const tools = [{ type: 'mcp', server_label: 'weather', server_url: weather.url, require_approval: 'never' } as const]
    realtime.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'], tools } })
    const { item: list } = await log.next('conversation.item.done', ({ item }) => item.type === 'mcp_list_tools')
    realtime.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'The weather?' }] } })
    realtime.send({ type: 'response.create' })
    const { item: call } = await log.next('conversation.item.done', ({ item }) => item.type === 'mcp_call')
    const { response } = await log.next('response.done', (event) => event.response.output[0]?.type === 'message')
    expect(completed).toEqual([list.id, call.id])
    expect(response.output[0].content[0].text).toBe('It is sunny in Paris.')
    expect(log.of('error')).toEqual([])
    realtime.close()
    await server.close()
  })
})
