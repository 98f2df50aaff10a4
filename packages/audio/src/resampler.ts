import { type FilterBank, filterBank } from './filter-bank.js'

/** Changes the sample rate of a stream of mono samples. */
export interface Resampler {
  readonly fromHz: number
  readonly toHz: number
  /**
   * The output that this input completes; it lags the input by `latencySamples`. The result is lent: valid until the next call (at equal rates it is
   * the input itself). The output does not depend on how the input is cut.
   */
  process(borrowed: Float32Array): Float32Array
  /** What is still owed: in all `ceil(input * toHz / fromHz)` samples have come out then. Begins anew. */
  flush(): Float32Array
  /** Forgets the stream. */
  reset(): void
  /** How many input samples beyond an output sample's place must be there before it comes out. */
  readonly latencySamples: number
}

/**
 * Polyphase windowed-sinc resampler for any pair of whole rates. Linear phase, delay compensated: output sample k lies at input time k * fromHz / toHz.
 * Flat within 0.2 dB to 0.45 of the lower rate; what would alias or image below 0.45 of the lower rate is 75 dB down or more.
 */
export function createResampler(fromHz: number, toHz: number): Resampler {
  return fromHz === toHz ? new PassThrough(fromHz) : new PolyphaseResampler(fromHz, toHz)
}

/** A whole signal at once; the result is the caller's own. */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  const resampler = createResampler(fromHz, toHz)
  const body = resampler.process(samples).slice()
  const rest = resampler.flush()
  const whole = new Float32Array(body.length + rest.length)
  whole.set(body)
  whole.set(rest, body.length)
  return whole
}

class PassThrough implements Resampler {
  readonly fromHz: number
  readonly toHz: number
  readonly latencySamples = 0
  constructor(rateHz: number) {
    this.fromHz = rateHz
    this.toHz = rateHz
  }
  process(borrowed: Float32Array): Float32Array {
    return borrowed
  }
  flush(): Float32Array {
    return new Float32Array(0)
  }
  reset(): void {}
}

/** Input is taken in blocks of this many samples, which bounds the history. */
const blockSamples = 2048

class PolyphaseResampler implements Resampler {
  readonly fromHz: number
  readonly toHz: number
  readonly latencySamples: number
  readonly #bank: FilterBank
  /** The input that later output still needs, then the block under work. Doubles, so that the inner loop converts nothing. */
  readonly #history: Float64Array
  #filled: number
  #phase = 0
  #output = new Float32Array(0)

  constructor(fromHz: number, toHz: number) {
    this.fromHz = fromHz
    this.toHz = toHz
    this.#bank = filterBank(fromHz, toHz)
    this.latencySamples = this.#bank.taps / 2
    this.#history = new Float64Array(this.#bank.taps + Math.max(blockSamples, this.#bank.taps))
    this.#filled = this.#leadSamples
  }

  process(borrowed: Float32Array): Float32Array {
    const most = Math.ceil((borrowed.length * this.toHz) / this.fromHz) + 1
    if (this.#output.length < most) this.#output = new Float32Array(most)
    let written = 0
    for (let start = 0; start < borrowed.length; start += blockSamples) {
      const block = borrowed.length <= blockSamples ? borrowed : borrowed.subarray(start, start + blockSamples)
      this.#history.set(block, this.#filled)
      this.#filled += block.length
      written = this.#drain(written)
    }
    return this.#output.subarray(0, written)
  }

  flush(): Float32Array {
    const rest = this.process(new Float32Array(this.latencySamples))
    this.reset()
    return rest
  }

  reset(): void {
    this.#history.fill(0)
    this.#filled = this.#leadSamples
    this.#phase = 0
  }

  /** Zeros ahead of the first sample, so that the first output lies on it. */
  get #leadSamples(): number {
    return this.#bank.taps / 2 - 1
  }

  /** Writes all the output the history holds from `written` on and keeps what later output needs. Returns the new end of the output. */
  #drain(written: number): number {
    const { taps, phases, phaseStep, sampleStep, phaseCount } = this.#bank
    const history = this.#history
    const output = this.#output
    const last = this.#filled - taps
    let base = 0
    let phase = this.#phase
    let end = written
    while (base <= last) {
      const coefficients = phases[phase] as Float64Array
      // Four sums: the additions of one do not wait for those of another. `taps` is a multiple of four.
      let first = 0
      let second = 0
      let third = 0
      let fourth = 0
      for (let tap = 0, at = base; tap < taps; tap += 4, at += 4) {
        first += (coefficients[tap] as number) * (history[at] as number)
        second += (coefficients[tap + 1] as number) * (history[at + 1] as number)
        third += (coefficients[tap + 2] as number) * (history[at + 2] as number)
        fourth += (coefficients[tap + 3] as number) * (history[at + 3] as number)
      }
      output[end++] = first + second + (third + fourth)
      base += sampleStep
      phase += phaseStep
      if (phase >= phaseCount) {
        phase -= phaseCount
        base++
      }
    }
    history.copyWithin(0, base, this.#filled)
    this.#filled -= base
    this.#phase = phase
    return end
  }
}
