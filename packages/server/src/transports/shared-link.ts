import type { Link, LinkEnd } from './contract.js'

/** Lines that may be attached to one. */
const mostAttached = 8
/** "Normal closure" (RFC 6455, section 7.4.1). */
const normalClosure = 1000

/** A line that others can be attached to: all of them get what is sent, and what comes over any of them is heard. It ends with the line that was first. */
export class SharedLink implements Link {
  onMessage: ((message: string) => void) | null = null
  onClose: ((end: LinkEnd, because?: string) => void) | null = null
  readonly #first: Link
  readonly #attached = new Set<Link>()

  constructor(first: Link) {
    this.#first = first
    first.onMessage = (message) => this.onMessage?.(message)
    first.onClose = (end, because) => {
      for (const link of this.#attached) link.close(normalClosure, 'the call is over')
      this.onClose?.(end, because)
    }
  }

  /** False: there are too many. */
  attach(link: Link): boolean {
    if (this.#attached.size >= mostAttached) return false
    this.#attached.add(link)
    link.onMessage = (message) => this.onMessage?.(message)
    link.onClose = () => this.#attached.delete(link)
    return true
  }

  get pendingBytes(): number {
    return this.#first.pendingBytes
  }

  send(message: string): void {
    this.#first.send(message)
    for (const link of this.#attached) link.send(message)
  }

  close(code: number, reason: string): void {
    this.#first.close(code, reason)
    for (const link of this.#attached) link.close(code, reason)
  }

  pauseReading(): void {
    this.#first.pauseReading()
    for (const link of this.#attached) link.pauseReading()
  }

  resumeReading(): void {
    this.#first.resumeReading()
    for (const link of this.#attached) link.resumeReading()
  }
}
