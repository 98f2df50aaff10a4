/** Chance that can be repeated: the same seed gives the same walk. xorshift32 with the shifts 13, 17, 5 (Marsaglia, "Xorshift RNGs", 2003). */
export class Random {
  #state: number

  constructor(seed: number) {
    // Neighbouring seeds begin far apart; the state is never 0. 2654435769 is 2^32 divided by the golden ratio (Knuth's multiplicative hash).
    this.#state = Math.imul(seed, 2_654_435_769) >>> 0 || 1
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state >>> 0
    return this.#state / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0]
  }
}
