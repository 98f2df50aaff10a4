import type { IncomingMessage } from 'node:http'
import { type ClientOptions, type RawData, WebSocket } from 'ws'
import type { Clock } from '../../lib/clock.js'
import { CliError } from '../cli-error.js'
import { type News, readNews } from './wire.js'

export interface Address {
  readonly url: string
  readonly key: string | null
  readonly model: string | null
  /** Takes a certificate that nobody vouches for. */
  readonly insecure: boolean
  /** A certificate to trust besides the usual ones, as PEM. */
  readonly trusted: string | null
}

/** The client's side of a realtime socket. */
export interface Line {
  send(message: object): void
  close(): void
  /** Set once; news that came before is delivered then. */
  listen(onNews: (news: News) => void): void
  /** Resolves with why the line ended. */
  readonly ended: Promise<string>
}

export type DialResult = { readonly kind: 'open'; readonly line: Line } | { readonly kind: 'busy'; readonly sentence: string }

const handshakeLimitMs = 10_000
/** How long the server may take to close in its turn. */
const farewellMs = 1_000

/** Opens the socket. `busy`: the server is there and asks to come again. Throws a `CliError` that says what to do. */
export function dial(address: Address, clock: Clock): Promise<DialResult> {
  const options: ClientOptions = {
    perMessageDeflate: false,
    handshakeTimeout: handshakeLimitMs,
    rejectUnauthorized: !address.insecure,
    ...(address.key !== null && { headers: { Authorization: `Bearer ${address.key}` } }),
    ...(address.trusted !== null && { ca: address.trusted }),
  }
  const socket = new WebSocket(withModel(address), options)
  const line = createLine(socket, clock)
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve({ kind: 'open', line }))
    socket.on('error', (error: NodeJS.ErrnoException) => reject(new CliError(explain(error, address.url), { cause: error })))
    socket.once('unexpected-response', (_, response) => {
      readRefusal(response).then(({ status, message }) => {
        socket.terminate()
        if (status === 503 || status === 429) resolve({ kind: 'busy', sentence: message })
        else reject(new CliError(`${address.url} refused the connection (HTTP ${status}). ${message}${status === 401 ? ' Here: --key KEY.' : ''}`))
      }, reject)
    })
  })
}

function withModel({ url, model }: Address): string {
  if (!URL.canParse(url)) throw new CliError(`--url ${url} is not a URL. Example: ws://127.0.0.1:4747/v1/realtime`)
  const target = new URL(url)
  if (target.protocol !== 'ws:' && target.protocol !== 'wss:') throw new CliError(`--url ${url} must begin with ws:// or wss://.`)
  if (model !== null) target.searchParams.set('model', model)
  return target.href
}

function createLine(socket: WebSocket, clock: Clock): Line {
  const early: News[] = []
  let onNews: ((news: News) => void) | null = null
  socket.on('message', (data: RawData) => {
    const news = readOrReport(String(data))
    if (onNews) onNews(news)
    else early.push(news)
  })
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    close() {
      if (socket.readyState === socket.CLOSED) return
      const farewell = clock.after(farewellMs, () => socket.terminate())
      socket.once('close', () => farewell.cancel())
      socket.close(1000)
    },
    listen(listener) {
      onNews = listener
      for (const news of early.splice(0)) listener(news)
    },
    ended: new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve(`${code}${reason.length > 0 ? ` ${reason}` : ''}`))
    }),
  }
}

function readOrReport(message: string): News {
  try {
    return readNews(message)
  } catch {
    return { type: 'failed', code: 'not-json', message: 'The server sent a message that is not JSON.' }
  }
}

async function readRefusal(response: IncomingMessage): Promise<{ status: number; message: string }> {
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  const body = Buffer.concat(parts).toString('utf8')
  const status = response.statusCode ?? 0
  try {
    const parsed = JSON.parse(body) as { error?: { message?: string } }
    return { status, message: parsed.error?.message ?? '' }
  } catch {
    // Not a server of ours: its own words, as far as they fit on a line.
    return { status, message: body.slice(0, 200).replace(/\s+/g, ' ').trim() }
  }
}

function explain(error: NodeJS.ErrnoException, url: string): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return `No server answers at ${url}. Start one with "npm start", or add --serve to start one for this talk.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name in ${url} is not known. Check the spelling, or your network.`
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `Nobody vouches for the certificate of ${url}. If it is your own server, add --insecure.`
    case 'EPROTO':
      return `${url} does not speak TLS. Use ws:// instead of wss://.`
    case 'ECONNRESET':
      return `${url} hung up. If it is a server with TLS, use wss:// instead of ws://.`
    default:
      return `${url} cannot be reached: ${error.message}.`
  }
}
