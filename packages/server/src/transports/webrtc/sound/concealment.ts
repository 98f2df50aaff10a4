import { type SoundDecoder, soundRateHz } from './contract.js'

/** Sound goes on as it was for so long, then fades, and is silence from there on: what is invented longer sounds like a machine, and must not pass for voice. */
const fullSamples = (40 * soundRateHz) / 1000
const fadedSamples = (120 * soundRateHz) / 1000
/** How soon sound that came again is as loud as it is. */
const riseASample = 1 / ((5 * soundRateHz) / 1000)
/** A step where invented and real sound meet dies away like this: to a tenth in 3 ms. */
const decayASample = 0.97
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
  #lastSample = 0
  #concealedSamples = fadedSamples

  constructor(decoder: SoundDecoder) {
    this.#decoder = decoder
  }

  /** Decoded sound, changed in place where it follows what was missing. Returns it. */
  resume(samples: Int16Array): Int16Array {
    if (this.#concealedSamples > 0 && samples.length > 0) this.#join(samples)
    this.#concealedSamples = 0
    this.#madeFrom = 0
    this.#madeTo = 0
    if (samples.length > 0) this.#lastSample = samples[samples.length - 1] as number
    return samples
  }

  /** `count` samples, at most 20 ms, in place of what is missing; lent. */
  fill(count: number): Int16Array {
    for (let index = 0; index < count; index++) {
      this.#gain = Math.min(this.#gain, Math.max(0, 1 - (this.#concealedSamples - fullSamples) / (fadedSamples - fullSamples)))
      this.#filled[index] = this.#gain === 0 ? 0 : Math.round(this.#nextMade() * this.#gain)
      this.#concealedSamples++
    }
    if (count > 0) this.#lastSample = this.#filled[count - 1] as number
    return this.#filled.subarray(0, count)
  }

  #join(samples: Int16Array): void {
    let step = this.#lastSample - (samples[0] as number) * this.#gain
    for (let index = 0; index < samples.length && (this.#gain < 1 || Math.abs(step) >= 1); index++) {
      samples[index] = clamped((samples[index] as number) * this.#gain + step)
      this.#gain = Math.min(1, this.#gain + riseASample)
      step *= decayASample
    }
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

const clamped = (sample: number) => Math.max(-32_768, Math.min(32_767, Math.round(sample)))
