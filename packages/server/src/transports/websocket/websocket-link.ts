import { limits } from '@sidetone/protocol'
import type { WebSocket } from 'ws'
import type { Clock, Timer } from '../../lib/clock.js'
import type { Link, LinkEnd } from '../contract.js'

/** A ping this often; a client that left this many unanswered is gone. */
export const pingEveryMs = 20_000
const pingsToMiss = 2
/** How long the other side may take to close in its turn. */
const farewellMs = 2_000

/** Close codes of RFC 6455, section 7.4.1. */
const notAcceptable = 1003
const policyViolated = 1008
/** Without a farewell, because the page goes away, or (4000, as Sidetone's client says) because it tries another connection: it may come again. */
const lossCodes: ReadonlySet<number> = new Set([1001, 1006, 4000])

/** A WebSocket as a line of text messages. The socket's message limit and compression are set where it is accepted. */
export function createWebSocketLink(socket: WebSocket, clock: Clock, outboundBytes: number = limits.outboundBytes): Link {
  return new WebSocketLink(socket, clock, outboundBytes)
}

class WebSocketLink implements Link {
  onMessage: ((message: string) => void) | null = null
  onClose: ((end: LinkEnd, because?: string) => void) | null = null
  readonly #socket: WebSocket
  readonly #clock: Clock
  readonly #outboundBytes: number
  #pingTimer: Timer
  #farewell: Timer | null = null
  #unansweredPings = 0
  #closedHere = false
  #endsBecause: string | undefined

  constructor(socket: WebSocket, clock: Clock, outboundBytes: number) {
    this.#socket = socket
    this.#clock = clock
    this.#outboundBytes = outboundBytes
    this.#pingTimer = clock.after(pingEveryMs, () => this.#ping())
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary))
    socket.on('pong', () => {
      this.#unansweredPings = 0
    })
    // A broken frame, an oversized message or a broken line: the socket closes itself with the code that fits, and 'close' follows.
    socket.on('error', ({ message }) => {
      this.#endsBecause ??= message
    })
    socket.once('close', (code) => this.#ended(lossCodes.has(code) ? 'lost' : 'left'))
  }

  get pendingBytes(): number {
    return this.#socket.bufferedAmount
  }

  send(message: string): void {
    if (!this.#isOpen) return
    this.#socket.send(message)
    if (this.pendingBytes > this.#outboundBytes) this.close(policyViolated, 'the client does not read what it is sent')
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return
    this.#closedHere = true
    this.#endsBecause ??= reason
    // The other side's farewell has to be read.
    this.resumeReading()
    this.#socket.close(code, shorten(reason))
    this.#farewell = this.#clock.after(farewellMs, () => this.#socket.terminate())
  }

  pauseReading(): void {
    this.#socket.pause()
  }

  resumeReading(): void {
    this.#socket.resume()
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (!this.#isOpen) return
    this.#unansweredPings = 0
    if (isBinary) this.close(notAcceptable, 'only text messages are read here')
    else this.onMessage?.(data.toString('utf8'))
  }

  #ping(): void {
    // Answers that are not read are not missed.
    if (this.#socket.isPaused) this.#unansweredPings = 0
    if (this.#unansweredPings >= pingsToMiss) {
      this.#endsBecause ??= 'the client left its pings unanswered'
      this.#socket.terminate()
      return
    }
    this.#unansweredPings++
    if (this.#isOpen) this.#socket.ping()
    this.#pingTimer = this.#clock.after(pingEveryMs, () => this.#ping())
  }

  #ended(end: LinkEnd): void {
    this.#pingTimer.cancel()
    this.#farewell?.cancel()
    this.onClose?.(this.#closedHere ? 'left' : end, this.#endsBecause)
  }
}

/** A close reason has at most 123 bytes of UTF-8 (RFC 6455, section 5.5). */
function shorten(reason: string): string {
  const bytes = Buffer.from(reason)
  return bytes.length <= 123 ? reason : new TextDecoder().decode(bytes.subarray(0, 123), { stream: true })
}
