import type { Clock, OpenSocket, Socket, WireMessage } from '../contract.js'
import { VoiceFailure } from '../voice-failure.js'
import { backOffMs } from './back-off.js'
import { createSentLog } from './sent-log.js'
import { offer, type Resumable, type Resumed, resumeOffer } from './sidetone-extension.js'

type WireEvent = WireMessage['event']

export interface LinkOptions {
  readonly url: string
  readonly key: () => Promise<string | null>
  readonly clock: Clock
  readonly openSocket: OpenSocket
  /** A lost link is tried again for so long. */
  readonly reconnectForMs: number
  /** From 0 up to 1. */
  readonly chance: () => number
  /** Every event of the session; those of the link itself are kept from it. */
  readonly onEvent: (event: WireEvent) => void
  readonly onWire: (message: WireMessage) => void
  readonly onStatus: (status: LinkStatus) => void
  /** Something went wrong, and the session goes on. */
  readonly onTrouble: (failure: VoiceFailure) => void
}

/**
 * - `open`: `session` says whether it is new, the same one again, or a new one in place of one that is gone (what was said has to be told again).
 * - `lost`: it is being tried again.
 */
export type LinkStatus =
  | { readonly type: 'opening' }
  | { readonly type: 'open'; readonly session: 'new' | 'resumed' | 'replaced' }
  | { readonly type: 'lost' }
  | { readonly type: 'failed'; readonly failure: VoiceFailure }
  | { readonly type: 'closed' }

/** What the link of an earlier page leaves to the next one. */
export interface KeptLink {
  readonly token: string
  /** Messages of the session that need not come again. */
  readonly received: number
  /** Messages that the server may not have got, with their numbers. */
  readonly unsure: readonly (readonly [number: number, message: string])[]
}

/** About a minute of speech as base64, and what else was said. */
const keptBytes = 5 * 1024 * 1024
const openingLimitMs = 10_000
/** WebSocket close codes after which trying again is of no use: policy, and the API's own for a key that is not known. */
const finalCodes = [1008, 3000]
/** The code with which a socket is given up for another one: to the server the session is not over. In the range that RFC 6455 leaves to applications. */
const renewedCode = 4000
/** With this code a Sidetone server closes a socket whose session goes on over another one. */
const takenOverCode = 4001

/** One session over as many sockets as it takes. What is sent while there is none waits, and what a lost socket swallowed is sent again where the server can resume. */
export class Link {
  readonly #options: LinkOptions
  readonly #sent = createSentLog(keptBytes)
  #socket: Socket | null = null
  #status: LinkStatus = { type: 'closed' }
  /** With which the session is resumed. */
  #token: string | null = null
  #received = 0
  #attempt = 0
  #hadSession = false
  /** The session of an earlier page, until it is known what became of it. */
  #kept: KeptLink | null = null
  #lostAtMs = 0
  /** Of the messages in the log: those that were given to a socket before it was lost. */
  #sentBeforeLoss = 0
  #cancelTimer: (() => void) | null = null
  /** What was given to the present socket. */
  #givenBytes = 0
  /** Counts openings and closings: a key that comes late is for none of the present ones. */
  #life = 0

  constructor(options: LinkOptions) {
    this.#options = options
  }

  get status(): LinkStatus {
    return this.#status
  }

  get isOpen(): boolean {
    return this.#status.type === 'open'
  }

  /** The server is a Sidetone, which understands `sidetone.*` events. */
  get extended(): boolean {
    return this.#token !== null
  }

  /** Messages of this session that have arrived. */
  get receivedMessages(): number {
    return this.#received
  }

  get queuedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  /** What another page needs to go on with this session; null: it cannot be resumed, or is an earlier page's still. `received`: that much of it the other page will have. */
  keep(received: number): KeptLink | null {
    if (this.#token === null || this.#kept || !this.#isOn) return null
    return { token: this.#token, received, unsure: this.#sent.numbered() }
  }

  /** What was given to the present socket, and what of it the socket has passed on. */
  get givenBytes(): number {
    return this.#givenBytes
  }

  get leftBytes(): number {
    return this.#givenBytes - this.queuedBytes
  }

  /** `kept`: of a session that is to go on. A server that does not have it begins a new one. */
  open(kept: KeptLink | null = null): void {
    if (this.#isOn) return
    this.#life++
    this.#forget()
    this.#kept = kept
    if (kept) {
      this.#token = kept.token
      this.#received = kept.received
    }
    this.#tell({ type: 'opening' })
    void this.#dial()
  }

  /** The socket says that it is open, and is of no use any more. */
  renew(): void {
    if (this.#socket && this.isOpen) this.#lose(this.#socket, '', null)
  }

  close(): void {
    this.#life++
    this.#drop(1000, 'The user left.')
    this.#tell({ type: 'closed' })
  }

  send(event: WireEvent): void {
    const message = JSON.stringify(event)
    this.#sent.add(message)
    this.#options.onWire({ direction: 'sent', atMs: this.#options.clock.nowMs(), event })
    if (this.#status.type === 'open') this.#give(message)
  }

  get #isOn(): boolean {
    return this.#status.type !== 'closed' && this.#status.type !== 'failed'
  }

  #forget(): void {
    this.#sent.restart()
    this.#token = null
    this.#kept = null
    this.#received = 0
    this.#attempt = 0
    this.#sentBeforeLoss = 0
    this.#hadSession = false
  }

  async #dial(): Promise<void> {
    const { clock, openSocket, url } = this.#options
    const life = this.#life
    let socket: Socket
    try {
      const key = await this.#options.key()
      if (life !== this.#life) return
      socket = openSocket(url, this.#token ? [offer, resumeOffer(this.#token, this.#received)] : [offer], key)
    } catch (cause) {
      if (life !== this.#life) return
      const message = cause instanceof Error ? cause.message : String(cause)
      if (this.#status.type === 'lost') this.#retry()
      else this.#fail(new VoiceFailure('link-refused', message, { cause }))
      return
    }
    this.#socket = socket
    this.#givenBytes = 0
    this.#cancelTimer = clock.after(openingLimitMs, () => this.#lose(socket, 'It did not answer.', null))
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket && typeof data === 'string') this.#receive(data)
    }
    socket.onerror = () => {}
    socket.onclose = ({ code, reason }) => this.#lose(socket, reason, code)
  }

  #receive(message: string): void {
    const event = read(message)
    if (event === null) {
      // It counts among those that have arrived, or everything would be off by one on return.
      this.#received++
      this.#options.onTrouble(new VoiceFailure('wire-error', 'The server sent a message that cannot be read.'))
      return
    }
    this.#options.onWire({ direction: 'received', atMs: this.#options.clock.nowMs(), event })
    if (event.type === 'sidetone.session.resumed') {
      this.#opened('resumed', (event as unknown as Resumed).received)
      return
    }
    if (event.type === 'session.created') {
      this.#received = 0
      this.#token = null
    }
    this.#received++
    if (event.type === 'sidetone.session.resumable') this.#token = (event as unknown as Resumable).token
    this.#options.onEvent(event)
    if (event.type === 'session.created') this.#opened(this.#hadSession ? 'replaced' : 'new', 0)
  }

  #opened(session: 'new' | 'resumed' | 'replaced', serverReceived: number): void {
    this.#cancelTimer?.()
    this.#attempt = 0
    this.#hadSession = true
    const kept = this.#kept
    this.#kept = null
    const { messages, lost } = this.#sent.after(session === 'resumed' && !kept ? serverReceived : this.#sentBeforeLoss)
    if (lost > 0) this.#options.onTrouble(new VoiceFailure('link-lost', `The connection was lost for so long that ${lost} messages to the server are gone.`))
    // A new session gets its settings, and what was said before, from who owns the link; then what waited. The log has to have the order of the wire.
    const isOther = session !== 'resumed' || kept !== null
    if (isOther) this.#sent.restart(session === 'resumed' ? serverReceived : 0)
    if (kept && session === 'resumed') this.#giveUnsure(kept, serverReceived)
    this.#tell({ type: 'open', session })
    for (const each of messages) {
      if (isOther) this.#sent.add(each)
      this.#give(each)
    }
  }

  /** What the earlier page sent and the server did not get goes before what this page says. */
  #giveUnsure({ unsure }: KeptLink, serverReceived: number): void {
    for (const [number, message] of unsure) {
      if (number <= serverReceived) continue
      this.#sent.add(message)
      this.#give(message)
    }
  }

  #lose(socket: Socket, reason: string, code: number | null): void {
    if (this.#socket !== socket) return
    this.#drop(renewedCode, 'The client tries again.')
    if (code !== null && finalCodes.includes(code)) return this.#fail(new VoiceFailure('link-refused', reason || 'The server refused the connection.'))
    if (code === takenOverCode) return this.#fail(new VoiceFailure('session-ended', 'The conversation goes on in another page.'))
    if (!this.#hadSession && !this.#kept) {
      return this.#fail(
        new VoiceFailure('link-refused', reason || 'The server cannot be reached.', { repair: 'See that the server runs and that its address is right.' }),
      )
    }
    if (this.#status.type !== 'lost') {
      this.#lostAtMs = this.#options.clock.nowMs()
      // What this page has said to the session of an earlier page has not been sent yet.
      this.#sentBeforeLoss = this.#kept ? 0 : this.#sent.count
      this.#tell({ type: 'lost' })
    }
    this.#retry()
  }

  #retry(): void {
    const { clock, chance, reconnectForMs } = this.#options
    const waitMs = backOffMs(this.#attempt++, chance())
    if (clock.nowMs() + waitMs - this.#lostAtMs > reconnectForMs) {
      this.#fail(new VoiceFailure('link-lost', 'The connection to the server is gone.', { repair: 'See that you are online, then connect again.' }))
      return
    }
    this.#cancelTimer = clock.after(waitMs, () => void this.#dial())
  }

  #give(message: string): void {
    this.#givenBytes += message.length
    this.#socket?.send(message)
  }

  #drop(code: number, reason: string): void {
    const socket = this.#socket
    this.#socket = null
    this.#cancelTimer?.()
    socket?.close(code, reason)
  }

  #fail(failure: VoiceFailure): void {
    this.#drop(1000, '')
    this.#tell({ type: 'failed', failure })
  }

  #tell(status: LinkStatus): void {
    this.#status = status
    this.#options.onStatus(status)
  }
}

/** null: no event. */
function read(message: string): WireEvent | null {
  try {
    const event: unknown = JSON.parse(message)
    return typeof (event as WireEvent | null)?.type === 'string' ? (event as WireEvent) : null
  } catch {
    return null
  }
}
