import type { ReceivedSoundPacket } from './contract.js'
import { sequenceAhead } from './wrapped.js'

/** How long a gap is waited for: as long as late packets lately were late, within these. */
const shortestMs = 10
const longestMs = 40
const startMs = 20
/** Added to the lateness that was seen. */
const marginMs = 5
/** How much of what was learned is forgotten with every gap that nothing filled in time. */
const forgottenMs = 1
/** More do not wait: what is missing is given up. */
const mostWaiting = 16

interface Waiting {
  readonly packet: ReceivedSoundPacket
  readonly arrivedAtMs: number
}

/** Packets behind a gap, in order, and how long to wait for what is missing. */
export class ReorderWindow {
  readonly #waiting: Waiting[] = []
  #waitMs = startMs

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  get isFull(): boolean {
    return this.#waiting.length >= mostWaiting
  }

  /** When the present gap was noticed; null without one. */
  get openedAtMs(): number | null {
    return this.isEmpty ? null : this.#waiting.reduce((least, { arrivedAtMs }) => Math.min(least, arrivedAtMs), Number.POSITIVE_INFINITY)
  }

  get waitMs(): number {
    return this.#waitMs
  }

  /** False when the packet waits already. */
  hold(packet: ReceivedSoundPacket, arrivedAtMs: number): boolean {
    let place = this.#waiting.length
    while (place > 0) {
      const ahead = sequenceAhead(packet.sequenceNumber, (this.#waiting[place - 1] as Waiting).packet.sequenceNumber)
      if (ahead === 0) return false
      if (ahead > 0) break
      place--
    }
    this.#waiting.splice(place, 0, { packet, arrivedAtMs })
    return true
  }

  /** The packet that bears this number, when it waits. */
  take(sequenceNumber: number): ReceivedSoundPacket | null {
    if (this.#waiting[0]?.packet.sequenceNumber !== sequenceNumber) return null
    return this.#waiting.shift()?.packet ?? null
  }

  /** The first number that is there behind the gap. */
  get first(): number | null {
    return this.#waiting[0]?.packet.sequenceNumber ?? null
  }

  /** A missing packet came so long after the gap was noticed, in time or not. */
  learn(latenessMs: number): void {
    this.#waitMs = Math.min(longestMs, Math.max(this.#waitMs, latenessMs + marginMs))
  }

  /** A gap was given up. */
  forget(): void {
    this.#waitMs = Math.max(shortestMs, this.#waitMs - forgottenMs)
  }

  clear(): void {
    this.#waiting.length = 0
  }
}
