import { soundRateHz } from './contract.js'

/** How far sound may run ahead of the clock: what a network held back and then brings at once. */
const mostAheadSamples = 2 * soundRateHz
/** A sender's clock may be faster than ours by so much. */
const drift = 1.01

/** No stream brings more sound than time passes, whatever its timestamps and packets say. */
export class RealTimeAllowance {
  #aheadSamples = 0
  #countedAtMs: number

  constructor(nowMs: number) {
    this.#countedAtMs = nowMs
  }

  /** How many samples there is room for. */
  room(nowMs: number): number {
    const passedSamples = ((nowMs - this.#countedAtMs) * soundRateHz * drift) / 1000
    this.#aheadSamples = Math.max(0, this.#aheadSamples - passedSamples)
    this.#countedAtMs = nowMs
    return Math.floor(mostAheadSamples - this.#aheadSamples)
  }

  spend(samples: number): void {
    this.#aheadSamples += samples
  }
}
