import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was sent
  readonly body: any
}

export interface ChatServer {
  readonly baseUrl: string
  readonly port: number
  readonly received: readonly ReceivedRequest[]
  /** Settles when the client has closed a connection in mid-answer. */
  readonly clientLeft: Promise<void>
  close(): Promise<void>
}

export type Handle = (request: ReceivedRequest, response: ServerResponse) => void

/** A server on loopback that answers as told. */
export async function startChatServer(handle: Handle): Promise<ChatServer> {
  const received: ReceivedRequest[] = []
  let left = () => {}
  const clientLeft = new Promise<void>((resolve) => {
    left = resolve
  })
  const server = createServer((request, response) => {
    const bytes: Buffer[] = []
    request.on('data', (each: Buffer) => bytes.push(each))
    request.on('end', () => {
      const text = Buffer.concat(bytes).toString()
      const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: text === '' ? null : JSON.parse(text) }
      received.push(seen)
      response.on('close', () => {
        if (!response.writableEnded) left()
      })
      handle(seen, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}/v1`, port, received, clientLeft, close: () => closeServer(server) }
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** A port on loopback that nobody listens at. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await closeServer(server)
  return port
}

export const delta = (content: string) => ({ choices: [{ index: 0, delta: { content } }] })
export const finish = (finish_reason: string) => ({ choices: [{ index: 0, delta: {}, finish_reason }] })
export const toolDelta = (index: number, more: { id?: string; name?: string; arguments?: string }) => ({
  choices: [{ index: 0, delta: { tool_calls: [{ index, id: more.id, function: { name: more.name, arguments: more.arguments } }] } }],
})

/** Streams the chunks as events. */
export function streams(...chunks: readonly object[]): Handle {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    response.end('data: [DONE]\n\n')
  }
}

/** Streams the chunks and then falls silent. */
export function stallsAfter(...chunks: readonly object[]): Handle {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
}

export function refuses(status: number, body: object | string): Handle {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}
