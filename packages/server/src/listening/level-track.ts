import { samplesPerMs } from './sample-rate.js'

/** One level each 10 ms. */
export const hopSamples = 10 * samplesPerMs
/** How far back levels are known: about five seconds. */
const keptHops = 512
/** Levels are given no lower than this, in dB of full scale. */
export const bottomDb = -100
/** Pole of the first-order high-pass that takes out hum and rumble: about 100 Hz at 16 kHz. */
const highPassPole = 0.96

/** The loudness of the last seconds, 10 ms at a time. */
export class LevelTrack {
  readonly #levelsDb = new Float32Array(keptHops)
  #hops = 0
  #energy = 0
  #inHop = 0
  #lastInput = 0
  #lastOutput = 0

  /** How many whole hops have been heard. */
  get hops(): number {
    return this.#hops
  }

  append(borrowed: Float32Array): void {
    let energy = this.#energy
    let inHop = this.#inHop
    let input = this.#lastInput
    let output = this.#lastOutput
    for (let index = 0; index < borrowed.length; index++) {
      const sample = borrowed[index] as number
      output = sample - input + highPassPole * output
      input = sample
      energy += output * output
      if (++inHop === hopSamples) {
        this.#levelsDb[this.#hops % keptHops] = Math.max(bottomDb, 10 * Math.log10(energy / hopSamples))
        this.#hops++
        energy = 0
        inHop = 0
      }
    }
    this.#energy = energy
    this.#inHop = inHop
    this.#lastInput = input
    this.#lastOutput = output
  }

  /** The levels of the hops from `fromHop` on, as far as they are kept, oldest first. */
  since(fromHop: number): { firstHop: number; levelsDb: Float32Array } {
    const firstHop = Math.max(0, fromHop, this.#hops - keptHops)
    const levelsDb = new Float32Array(this.#hops - firstHop)
    for (let index = 0; index < levelsDb.length; index++) levelsDb[index] = this.#levelsDb[(firstHop + index) % keptHops] as number
    return { firstHop, levelsDb }
  }
}
