import { WebSocket, WebSocketServer } from 'ws'
import type { WireEvent } from './wire-log.js'

/** What becomes of one event of the server: none, itself, changed, or several. The state lasts for one connection. */
export type Mutation = (event: WireEvent, state: Map<string, unknown>) => readonly WireEvent[]

export interface MutatingProxy {
  readonly url: string
  close(): Promise<void>
}

/** Stands before a good server and makes of it a wrong one. */
export async function startMutatingProxy(target: string, mutate: Mutation): Promise<MutatingProxy> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 32 * 1024 * 1024 })
  await new Promise<void>((resolve) => server.once('listening', resolve))
  server.on('connection', (client) => {
    const state = new Map<string, unknown>()
    const upstream = new WebSocket(target)
    const waiting: string[] = []
    client.on('message', (data) => (upstream.readyState === WebSocket.OPEN ? upstream.send(String(data)) : waiting.push(String(data))))
    upstream.on('open', () => {
      for (const each of waiting) upstream.send(each)
    })
    upstream.on('message', (data) => {
      for (const event of mutate(JSON.parse(String(data)) as WireEvent, state)) client.send(JSON.stringify(event))
    })
    client.on('close', () => upstream.terminate())
    upstream.on('close', () => client.terminate())
    for (const socket of [client, upstream]) socket.on('error', () => {})
  })
  const { port } = server.address() as { port: number }
  return {
    url: `ws://127.0.0.1:${port}/v1/realtime`,
    close: () => {
      for (const client of server.clients) client.terminate()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
