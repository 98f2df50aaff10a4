import { type SoundDecoder, soundRateHz } from './contract.js'

/** Sound goes on as it was for so long, then fades, and is silence from there on: what is invented longer sounds like a machine, and must not pass for voice. */
const fullSamples = (40 * soundRateHz) / 1000
const fadedSamples = (120 * soundRateHz) / 1000
/** How soon sound that came again is as loud as it is. */
const riseASample = 1 / ((5 * soundRateHz) / 1000)
const mostAtOnce = (20 * soundRateHz) / 1000

/** Fills what is missing in a decoded stream. */
export class Concealment {
  readonly #decoder: SoundDecoder
  readonly #filled = new Int16Array(mostAtOnce)
  /** What the decoder made and was not used yet. */
  #made = new Int16Array(mostAtOnce)
  #madeFrom = 0
  #madeTo = 0
  #gain = 0
  #concealedSamples = fadedSamples

  constructor(decoder: SoundDecoder) {
    this.#decoder = decoder
  }

  /** How much has been missing without a break. */
  get concealedSamples(): number {
    return this.#concealedSamples
  }

  /** Decoded sound, changed in place where it follows what had faded. Returns it. */
  resume(samples: Int16Array): Int16Array {
    for (let index = 0; index < samples.length && this.#gain < 1; index++) {
      samples[index] = Math.round((samples[index] as number) * this.#gain)
      this.#gain = Math.min(1, this.#gain + riseASample)
    }
    this.#concealedSamples = 0
    this.#madeFrom = 0
    this.#madeTo = 0
    return samples
  }

  /** `count` samples, at most 20 ms, in place of what is missing; lent. */
  fill(count: number): Int16Array {
    for (let index = 0; index < count; index++) {
      this.#gain = Math.min(this.#gain, Math.max(0, 1 - (this.#concealedSamples - fullSamples) / (fadedSamples - fullSamples)))
      this.#filled[index] = this.#gain === 0 ? 0 : Math.round(this.#nextMade() * this.#gain)
      this.#concealedSamples++
    }
    return this.#filled.subarray(0, count)
  }

  #nextMade(): number {
    if (this.#madeFrom === this.#madeTo) {
      const made = this.#decoder.extrapolate()
      if (this.#made.length < made.length) this.#made = new Int16Array(made.length)
      this.#made.set(made)
      this.#madeFrom = 0
      this.#madeTo = made.length
    }
    return this.#made[this.#madeFrom++] as number
  }
}
