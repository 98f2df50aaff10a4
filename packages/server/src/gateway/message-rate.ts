import { limits } from '@sidetone/protocol'
import type { Clock } from '../lib/clock.js'

/** How many messages a connection may still send: as many as come in a burst, and as many again as time has passed for (a token bucket). */
export class MessageRate {
  readonly #clock: Clock
  #left: number = limits.messageBurst
  #countedAtMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#countedAtMs = clock.nowMs()
  }

  /** Counts one message. False: it was one too many. */
  take(): boolean {
    const nowMs = this.#clock.nowMs()
    this.#left = Math.min(limits.messageBurst, this.#left + ((nowMs - this.#countedAtMs) / 1000) * limits.messagesPerSecond)
    this.#countedAtMs = nowMs
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
