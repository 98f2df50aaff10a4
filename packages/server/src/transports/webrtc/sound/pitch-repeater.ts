/** Pitches of voices lie between these: ITU-T G.711, appendix I, looks for periods of 5 to 15 ms. */
const shortestPeriodMs = 5
const longestPeriodMs = 15
/** What is compared with itself one period before: ITU-T G.711, appendix I. */
const comparedMs = 20

/** Goes on with a sound by repeating its last pitch period, the simplest part of ITU-T G.711, appendix I (09/1999). */
export class PitchRepeater {
  readonly #history: Int16Array
  readonly #shortest: number
  readonly #longest: number
  readonly #compared: number
  readonly #continuation: Int16Array
  /** Samples of the period that is repeated, of which `#at` is next; 0 when none is known. */
  #period = 0
  #at = 0

  constructor(rateHz: number) {
    this.#shortest = (shortestPeriodMs * rateHz) / 1000
    this.#longest = (longestPeriodMs * rateHz) / 1000
    this.#compared = (comparedMs * rateHz) / 1000
    this.#history = new Int16Array(this.#longest + this.#compared)
    this.#continuation = new Int16Array(this.#compared)
  }

  /** What was heard, repeated sound included. */
  append(borrowed: Int16Array): void {
    const history = this.#history
    const taken = borrowed.length <= history.length ? borrowed : borrowed.subarray(borrowed.length - history.length)
    history.copyWithin(0, taken.length)
    history.set(taken, history.length - taken.length)
    this.#period = 0
  }

  /** The next samples of the continuation, up to 20 ms; lent. They are not part of what was heard until they are appended. */
  next(count: number): Int16Array {
    if (this.#period === 0) {
      this.#period = this.#bestPeriod()
      this.#at = 0
    }
    const from = this.#history.length - this.#period
    for (let index = 0; index < count; index++) {
      this.#continuation[index] = this.#history[from + this.#at] as number
      this.#at = (this.#at + 1) % this.#period
    }
    return this.#continuation.subarray(0, count)
  }

  /** The period at which the last sound is most like itself: largest normalised correlation. */
  #bestPeriod(): number {
    const history = this.#history
    const from = history.length - this.#compared
    let best = this.#longest
    let bestLikeness = 0
    for (let period = this.#shortest; period <= this.#longest; period++) {
      let product = 0
      let energy = 1
      for (let index = from; index < history.length; index++) {
        const before = history[index - period] as number
        product += (history[index] as number) * before
        energy += before * before
      }
      const likeness = product <= 0 ? 0 : (product * product) / energy
      if (likeness > bestLikeness) {
        bestLikeness = likeness
        best = period
      }
    }
    return best
  }
}
