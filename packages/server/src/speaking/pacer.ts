import type { Clock } from '../lib/clock.js'
import type { Pace } from './contract.js'
import { hold } from './pace.js'

/** Keeps the audio of a reply near real time. Where the listener has run out of audio, real time begins anew with the next chunk. */
export class Pacer {
  readonly #clock: Clock
  readonly #leadMs: number
  readonly #pace: Pace
  readonly #signal: AbortSignal
  /** When the listener comes to the end of what has left; null before the first chunk. */
  #heardUntilMs: number | null = null

  constructor(clock: Clock, leadMs: number, pace: Pace, signal: AbortSignal) {
    this.#clock = clock
    this.#leadMs = leadMs
    this.#pace = pace
    this.#signal = signal
  }

  /** For how long the listener has had nothing to hear, in ms. */
  get silentMs(): number {
    if (this.#heardUntilMs === null || this.#pace.released) return 0
    return Math.max(0, this.#clock.nowMs() - this.#heardUntilMs)
  }

  /** Waits until a chunk may leave: when it ends no more than the lead ahead of the listener, or else, with a lead shorter than a chunk, when nothing is left to hear. */
  async pass(durationMs: number): Promise<void> {
    const heardUntilMs = this.#heardUntilMs ?? Number.NEGATIVE_INFINITY
    const dueMs = () => heardUntilMs - Math.max(0, Math.min(this.#leadMs, this.#pace.mostLeadMs) - durationMs)
    await hold(this.#clock, dueMs, this.#pace, this.#signal)
    this.#heardUntilMs = Math.max(this.#heardUntilMs ?? 0, this.#clock.nowMs()) + durationMs
  }
}
