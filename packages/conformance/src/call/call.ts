import type { WebSocket } from 'ws'
import type { WireEvent } from '../contract.js'
import { Failure, trimmed } from '../verdict.js'

/** One connection as it was seen, for checks that look at the whole run. */
export interface CallLog {
  readonly events: WireEvent[]
  readonly sent: WireEvent[]
  binaryFrames: number
  unreadableFrames: number
}

export interface Closed {
  readonly code: number
  readonly reason: string
}

type Matcher = (event: WireEvent) => boolean

interface Waiting {
  readonly what: string
  look(): boolean
  fail(problem: string): void
}

/** A connection to the server. Every wait ends with the check's time at the latest. */
export class Call {
  readonly log: CallLog = { events: [], sent: [], binaryFrames: 0, unreadableFrames: 0 }
  readonly #socket: WebSocket
  readonly #signal: AbortSignal
  readonly #waiting = new Set<Waiting>()
  #position = 0
  #closed: Closed | null = null

  constructor(socket: WebSocket, signal: AbortSignal) {
    this.#socket = socket
    this.#signal = signal
    socket.on('message', (data, isBinary) => this.#receive(String(data), isBinary))
    socket.on('close', (code, reason) => {
      this.#closed = { code, reason: String(reason) }
      this.#lookAgain()
    })
    // Told by the close that follows.
    socket.on('error', () => {})
    signal.addEventListener('abort', () => this.#giveUp('did not come in time'))
  }

  get events(): readonly WireEvent[] {
    return this.log.events
  }

  /** As the server chose it; empty when it chose none. */
  get subprotocol(): string {
    return this.#socket.protocol
  }

  /** The events from this place in `events` on. */
  from(place: number): readonly WireEvent[] {
    return this.log.events.slice(place)
  }

  send(event: WireEvent): void {
    this.log.sent.push(event)
    this.#socket.send(JSON.stringify(event))
  }

  sendText(text: string): void {
    this.#socket.send(text)
  }

  /** The next event of this type that no earlier `until` has passed; with `where` only one that fits. */
  until(type: string, where: Matcher = () => true): Promise<WireEvent> {
    return this.#wait(type, () => {
      const index = this.log.events.findIndex((event, at) => at >= this.#position && event.type === type && where(event))
      if (index < 0) return null
      this.#position = index + 1
      return this.log.events[index] as WireEvent
    })
  }

  /** An event of this type (or of one of these), from this place in `events` on, whether or not an `until` has passed it. */
  seen(place: number, type: string | readonly string[], where: Matcher = () => true): Promise<WireEvent> {
    const types = [type].flat()
    return this.#wait(types.join(' or '), () => this.log.events.slice(place).find((event) => types.includes(event.type) && where(event)) ?? null)
  }

  untilClosed(): Promise<Closed> {
    return this.#wait('the end of the connection', () => this.#closed)
  }

  /** Everything that was sent before has been answered: the server works in order, and this has an answer. */
  async settle(): Promise<void> {
    const place = this.log.events.length
    this.send({ type: 'session.update', session: { type: this.#sessionType() } })
    await this.#wait('session.updated', () => this.log.events.slice(place).find(({ type }) => type === 'session.updated') ?? null)
  }

  close(): void {
    this.#socket.terminate()
  }

  #sessionType(): string {
    return this.log.events.find(({ type }) => type === 'session.created')?.session?.type ?? 'realtime'
  }

  #receive(text: string, isBinary: boolean): void {
    if (isBinary) this.log.binaryFrames++
    const event = parsed(text)
    if (event) this.log.events.push(event)
    else this.log.unreadableFrames++
    this.#lookAgain()
  }

  #lookAgain(): void {
    for (const each of [...this.#waiting]) if (each.look()) this.#waiting.delete(each)
    if (this.#closed) this.#giveUp(`did not come before the connection closed with ${this.#closed.code}`)
  }

  #giveUp(problem: string): void {
    for (const each of [...this.#waiting]) {
      this.#waiting.delete(each)
      each.fail(problem)
    }
  }

  #wait<T>(what: string, find: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        what,
        look: () => {
          const found = find()
          if (found !== null) resolve(found)
          return found !== null
        },
        fail: (problem) => reject(new Failure(`${what} ${problem}`, [what], lastOf(this.log.events))),
      }
      if (waiting.look()) return
      if (this.#closed || this.#signal.aborted) {
        waiting.fail(this.#closed ? `did not come: the connection closed with ${this.#closed.code}` : 'did not come in time')
        return
      }
      this.#waiting.add(waiting)
    })
  }
}

function parsed(text: string): WireEvent | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string' ? (value as WireEvent) : null
  } catch {
    return null
  }
}

const lastEvents = 8

function lastOf(events: readonly WireEvent[]): string[] {
  return events.slice(-lastEvents).map(trimmed)
}
