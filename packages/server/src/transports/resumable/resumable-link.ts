import type { Clock, Timer } from '../../lib/clock.js'
import type { Link, LinkEnd } from '../contract.js'

export interface ResumableOptions {
  readonly clock: Clock
  /** How long it lives on without a line. */
  readonly graceMs: number
  /** What is kept for a client that comes back; more than that, and it cannot. */
  readonly keptBytes: number
  /** What the client is told when it is back, before what it missed: `received` messages of it had come. */
  readonly welcomeBack: (received: number) => string
}

/**
 * A link that outlives its line: what is sent is kept until the client says that it has it, and a client that comes back over a new line gets what it missed.
 * Messages are counted from 1 in both directions; the welcome is not counted.
 */
export class ResumableLink implements Link {
  onMessage: ((message: string) => void) | null = null
  onClose: ((end: LinkEnd, because?: string) => void) | null = null
  readonly #options: ResumableOptions
  #line: Link | null = null
  #kept: string[] = []
  #keptBytes = 0
  #sent = 0
  #received = 0
  #grace: Timer | null = null
  #ended = false
  #reading = true

  constructor(line: Link, options: ResumableOptions) {
    this.#options = options
    this.#attach(line)
  }

  get pendingBytes(): number {
    return this.#line?.pendingBytes ?? this.#keptBytes
  }

  get isLost(): boolean {
    return this.#line === null && !this.#ended
  }

  send(message: string): void {
    if (this.#ended) return
    this.#sent++
    this.#kept.push(message)
    this.#keptBytes += message.length
    if (this.#keptBytes > this.#options.keptBytes) this.#forgetOldest()
    this.#line?.send(message)
  }

  close(code: number, reason: string): void {
    const line = this.#line
    if (line) line.close(code, reason)
    else this.#end('left', reason)
  }

  pauseReading(): void {
    this.#reading = false
    this.#line?.pauseReading()
  }

  resumeReading(): void {
    this.#reading = true
    this.#line?.resumeReading()
  }

  /** The client has the first `count` messages: they need not be kept. */
  acknowledge(count: number): void {
    const acknowledged = Math.min(this.#kept.length, count - (this.#sent - this.#kept.length))
    if (acknowledged <= 0) return
    for (const message of this.#kept.splice(0, acknowledged)) this.#keptBytes -= message.length
  }

  /** False when the client missed what is no longer kept, or has what was never sent. */
  canResume(receivedByClient: number): boolean {
    const missed = this.#sent - receivedByClient
    return !this.#ended && missed >= 0 && missed <= this.#kept.length
  }

  /** False when it cannot be. The line that was there before, if any, is closed: a client may notice a loss first, or go on in another page. */
  resume(line: Link, receivedByClient: number): boolean {
    if (!this.canResume(receivedByClient)) return false
    const missed = this.#sent - receivedByClient
    const before = this.#line
    this.#attach(line)
    before?.close(takenOver, 'the session goes on over another connection')
    line.send(this.#options.welcomeBack(this.#received))
    for (const message of missed === 0 ? [] : this.#kept.slice(-missed)) line.send(message)
    return true
  }

  #attach(line: Link): void {
    this.#grace?.cancel()
    this.#line = line
    if (!this.#reading) line.pauseReading()
    line.onMessage = (message) => {
      if (this.#line !== line) return
      this.#received++
      this.onMessage?.(message)
    }
    line.onClose = (end, because) => {
      if (this.#line !== line) return
      this.#line = null
      if (end === 'left') this.#end(end, because)
      else this.#grace = this.#options.clock.after(this.#options.graceMs, () => this.#end('lost', because))
    }
  }

  #forgetOldest(): void {
    let dropped = 0
    while (this.#keptBytes > this.#options.keptBytes && dropped < this.#kept.length) this.#keptBytes -= (this.#kept[dropped++] as string).length
    this.#kept.splice(0, dropped)
  }

  #end(end: LinkEnd, because?: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#grace?.cancel()
    this.#kept = []
    this.#keptBytes = 0
    this.onClose?.(end, because)
  }
}

/** Tells a client that still listens that it has been followed, so that two pages do not take a session from one another. Of the codes that RFC 6455 leaves to applications. */
const takenOver = 4001
