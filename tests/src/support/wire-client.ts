import { WebSocket } from 'ws'
import { type WireEvent, WireLog } from './wire-log.js'

export interface WireClient {
  readonly log: WireLog
  /** From then on it can send. */
  readonly opened: Promise<void>
  /** How the socket closed, or the HTTP status that it was refused with. */
  readonly end: Promise<{ code: number } | { httpStatus: number | undefined }>
  send(event: object): void
  close(): void
}

/** A client without an SDK, on a real socket. */
export function openWireClient(url: string, headers: Record<string, string> = {}, subprotocols: string[] = []): WireClient {
  const socket = new WebSocket(url, subprotocols, { headers })
  const log = new WireLog()
  socket.on('message', (data) => log.record(JSON.parse(String(data)) as WireEvent))
  const opened = new Promise<void>((resolve) => socket.on('open', () => resolve()))
  const end = new Promise<{ code: number } | { httpStatus: number | undefined }>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve({ httpStatus: response.statusCode }))
    socket.on('close', (code) => resolve({ code }))
    // Told by what it ends with.
    socket.on('error', () => {})
  })
  return { log, opened, end, send: (event) => socket.send(JSON.stringify(event)), close: () => socket.close() }
}
