import { int16FromBytes } from '@sidetone/audio'
import { soundRateHz } from './contract.js'

/** Some replies are let out at once, faster than they are heard; more than two minutes are none. */
const mostSamples = 120 * soundRateHz

/** Sound that waits to leave. */
export class SoundQueue {
  #pieces: Int16Array[] = []
  /** How much of the first piece has left. */
  #taken = 0
  #samples = 0

  get samples(): number {
    return this.#samples
  }

  /** Copies PCM16; an odd last byte is left out. Returns the samples that found no room. */
  push(borrowed: Uint8Array): number {
    const samples = int16FromBytes(borrowed)
    const fitting = samples.subarray(0, Math.max(0, mostSamples - this.#samples))
    if (fitting.length > 0) this.#pieces.push(fitting)
    this.#samples += fitting.length
    return samples.length - fitting.length
  }

  /** Fills the beginning of `into`; returns how much. */
  take(into: Int16Array): number {
    let filled = 0
    while (filled < into.length) {
      const first = this.#pieces[0]
      if (first === undefined) break
      const part = first.subarray(this.#taken, this.#taken + into.length - filled)
      into.set(part, filled)
      filled += part.length
      this.#taken += part.length
      if (this.#taken < first.length) break
      this.#pieces.shift()
      this.#taken = 0
    }
    this.#samples -= filled
    return filled
  }

  /** Leaves the next `samples`, fading to silence, and drops the rest. */
  fadeOut(samples: number): void {
    const end = new Int16Array(Math.min(samples, this.#samples))
    this.take(end)
    // Half a cosine: no corner at either end.
    for (let index = 0; index < end.length; index++)
      end[index] = Math.round((end[index] as number) * (0.5 + 0.5 * Math.cos((Math.PI * (index + 1)) / end.length)))
    this.#pieces = end.length > 0 ? [end] : []
    this.#taken = 0
    this.#samples = end.length
  }
}
