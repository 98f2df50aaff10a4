import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema, type Tool } from '@modelcontextprotocol/sdk/types.js'

export interface TestTool extends Omit<Tool, 'inputSchema'> {
  readonly inputSchema?: Tool['inputSchema']
  /** `signal` aborts when the client takes its request back or goes. */
  readonly run?: (values: Record<string, unknown>, signal: AbortSignal) => Promise<CallToolResult> | CallToolResult
}

export interface TestMcpServer {
  readonly url: string
  /** `127.0.0.1:PORT` */
  readonly host: string
  /** Requests by method and path, in order, with their headers. */
  /** Ends all sessions, as a restart does. */
  forgetSessions(): void
  readonly requests: { readonly line: string; readonly headers: IncomingMessage['headers'] }[]
  close(): Promise<void>
}

export interface TestMcpServerOptions {
  readonly transport?: 'streamable-http' | 'sse'
  /** Answers instead of the MCP server. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** A real MCP server on loopback, of the official SDK. */
export async function startMcpServer(
  tools: readonly TestTool[],
  { transport = 'streamable-http', instead }: TestMcpServerOptions = {},
): Promise<TestMcpServer> {
  const requests: TestMcpServer['requests'] = []
  const streams = new Map<string, SSEServerTransport>()
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const http = createServer(async (request, response) => {
    requests.push({ line: `${request.method} ${request.url}`, headers: request.headers })
    if (instead?.(request, response)) return
    const url = new URL(request.url ?? '/', 'http://test')
    if (transport === 'streamable-http') {
      const id = request.headers['mcp-session-id']
      const open = sessions.get(String(id))
      if (open) return open.handleRequest(request, response)
      if (id !== undefined) return void response.writeHead(404).end()
      const made = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, onsessioninitialized: (newId) => void sessions.set(newId, made) })
      await serverOf(tools).connect(made as Parameters<Server['connect']>[0])
      return made.handleRequest(request, response)
    }
    if (request.method === 'GET') {
      const made = new SSEServerTransport('/messages', response)
      streams.set(made.sessionId, made)
      return serverOf(tools).connect(made)
    }
    const made = streams.get(url.searchParams.get('sessionId') ?? '')
    if (!made || url.pathname !== '/messages') return void response.writeHead(405).end()
    return made.handlePostMessage(request, response)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`
  return {
    url: `http://${host}/mcp`,
    host,
    requests,
    forgetSessions: () => sessions.clear(),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

function serverOf(tools: readonly TestTool[]): Server {
  const server = new Server({ name: 'test', version: '1.0.0' }, { capabilities: { tools: {} } })
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ run: _, inputSchema = { type: 'object' }, ...told }) => ({ ...told, inputSchema })),
  }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) => {
    const run = tools.find((tool) => tool.name === params.name)?.run
    if (!run) throw new Error(`There is no tool ${params.name}.`)
    return run(params.arguments ?? {}, signal)
  })
  return server
}

/** What a tool gives as text. */
export function text(words: string): CallToolResult {
  return { content: [{ type: 'text', text: words }] }
}
