import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClientOptions, WebSocket } from 'ws'
import { type Flags, loadConfig } from '../../config/load.js'
import { type ManualClock, systemClock } from '../../lib/clock.js'
import { createLog } from '../../observability/log.js'
import type { Link } from '../../transports/contract.js'
import type { HealthReport, HttpServer, UpgradeRequest } from '../contract.js'
import { startHttpServer } from '../server.js'

interface Visit {
  readonly link: Link
  readonly request: UpgradeRequest
  readonly messages: string[]
  readonly closed: Promise<void>
}

interface Started {
  readonly server: HttpServer
  readonly visits: readonly Visit[]
  readonly logged: readonly string[]
}

interface Opened {
  readonly kind: 'open'
  readonly socket: WebSocket
  readonly protocol: string
  readonly first: Promise<string>
  readonly closed: Promise<{ code: number; reason: string }>
}

interface Refused {
  readonly kind: 'refused'
  readonly status: number
  readonly body: { error: { message: string; type: string; param: string | null; code: string } }
}

interface More {
  readonly tlsFolder?: string
  readonly clock?: ManualClock
  readonly pages?: string
}

/** Servers that echo, and clients that visit them, of one test: `end` ends them all. */
export class Visitors {
  readonly #cleanups: (() => unknown)[] = []

  async end(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup()
  }

  /** Happens at the end, before what was there earlier ends. */
  atEnd(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup)
  }

  newFolder(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), `sidetone-${name}-`))
    this.atEnd(() => rmSync(folder, { recursive: true }))
    return folder
  }

  async start(flags: Flags = {}, health: HealthReport['status'] = 'ready', more: More = {}): Promise<Started> {
    const visits: Visit[] = []
    const logged: string[] = []
    const server = await startHttpServer({
      config: loadConfig({ flags: { port: '0', ...flags }, environment: {}, file: null }),
      clock: more.clock ?? systemClock,
      log: createLog('debug', { write: (line) => void logged.push(line) }),
      health: () => ({ status: health, version: '0.0.0', parts: {} }),
      onConnection(link, request) {
        const messages: string[] = []
        link.onMessage = (message) => {
          messages.push(message)
          link.send(JSON.stringify({ type: 'echo', message }))
        }
        const closed = new Promise<void>((resolve) => {
          link.onClose = () => resolve()
        })
        visits.push({ link, request, messages, closed })
      },
      pages: more.pages ?? null,
      ...(more.tlsFolder === undefined ? {} : { tlsFolder: more.tlsFolder }),
    })
    this.atEnd(() => server.close())
    return { server, visits, logged }
  }

  dial(url: string, protocols: string[] = [], options: ClientOptions = {}): Promise<Opened | Refused> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, protocols, options)
      this.atEnd(() => socket.terminate())
      const first = new Promise<string>((arrived) => socket.once('message', (data) => arrived(String(data))))
      const closed = new Promise<{ code: number; reason: string }>((ended) => socket.once('close', (code, reason) => ended({ code, reason: String(reason) })))
      socket.once('open', () => resolve({ kind: 'open', socket, protocol: socket.protocol, first, closed }))
      socket.once('unexpected-response', (_, response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => resolve({ kind: 'refused', status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) }))
      })
      socket.on('error', reject)
    })
  }

  /** The socket, for who is let in. */
  async open(url: string, protocols: string[] = [], options: ClientOptions = {}): Promise<Opened> {
    const result = await this.dial(url, protocols, options)
    if (result.kind === 'refused') throw new Error(`refused: ${JSON.stringify(result)}`)
    return result
  }

  /** The answer, for who is not. */
  async refused(url: string, options: ClientOptions = {}): Promise<Refused> {
    const result = await this.dial(url, [], options)
    if (result.kind === 'open') throw new Error('was let in')
    return result
  }
}
