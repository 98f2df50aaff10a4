import type { RnnoiseModule } from '@echogarden/rnnoise-wasm'
import { createResampler, PcmFramer } from '@sidetone/audio'
import type { SuppressionStream } from '../contract.js'

const callersHz = 16_000
/** RNNoise knows one rate and one frame length: 10 ms at 48 kHz. */
const rnnoiseHz = 48_000
export const frameSamples = 480
/** Its output lags its input by one frame: the windows overlap by half. */
const lagSamples = frameSamples
const fullScale = 32_768

export class RnnoiseStream implements SuppressionStream {
  readonly #module: RnnoiseModule
  readonly #frame: number
  readonly #up = createResampler(callersHz, rnnoiseHz)
  readonly #down = createResampler(rnnoiseHz, callersHz)
  readonly #framer = new PcmFramer<Float32Array>(new Float32Array(frameSamples), (borrowed) => this.#suppress(borrowed))
  #state: number
  /** What the current call completed. */
  #output = new Float32Array(frameSamples)
  #filled = 0
  #received = 0
  #given = 0
  #toSkip = lagSamples
  #closed = false

  constructor(module: RnnoiseModule, frame: number) {
    this.#module = module
    this.#frame = frame
    this.#state = module._rnnoise_create(0)
  }

  process(borrowed: Float32Array): Float32Array {
    if (this.#closed) throw new Error('The stream is closed.')
    this.#received += borrowed.length
    this.#filled = 0
    this.#framer.push(this.#up.process(borrowed))
    return this.#give(this.#filled)
  }

  flush(): Float32Array {
    if (this.#closed) throw new Error('The stream is closed.')
    const owed = this.#received - this.#given
    this.#filled = 0
    this.#framer.push(this.#up.flush())
    // Silence behind the end pushes the rest out; of what it brings itself nothing is given.
    while (this.#filled < owed) this.#framer.push(new Float32Array(frameSamples))
    const rest = this.#give(owed)
    this.#restart()
    return rest
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#module._rnnoise_destroy(this.#state)
  }

  #suppress(borrowed: Float32Array): void {
    const { HEAPF32 } = this.#module
    const at = this.#frame / Float32Array.BYTES_PER_ELEMENT
    for (let index = 0; index < frameSamples; index++) HEAPF32[at + index] = (borrowed[index] as number) * fullScale
    this.#module._rnnoise_process_frame(this.#state, this.#frame, this.#frame)
    if (this.#toSkip > 0) {
      this.#toSkip -= frameSamples
      return
    }
    const cleaned = this.#module.HEAPF32.subarray(at, at + frameSamples)
    for (let index = 0; index < frameSamples; index++) cleaned[index] = (cleaned[index] as number) / fullScale
    this.#append(this.#down.process(cleaned))
  }

  #append(borrowed: Float32Array): void {
    if (this.#output.length < this.#filled + borrowed.length) {
      const wider = new Float32Array(2 * (this.#filled + borrowed.length))
      wider.set(this.#output.subarray(0, this.#filled))
      this.#output = wider
    }
    this.#output.set(borrowed, this.#filled)
    this.#filled += borrowed.length
  }

  #give(count: number): Float32Array {
    this.#given += count
    return this.#output.subarray(0, count)
  }

  #restart(): void {
    this.#module._rnnoise_destroy(this.#state)
    this.#state = this.#module._rnnoise_create(0)
    this.#framer.reset()
    this.#down.reset()
    this.#received = 0
    this.#given = 0
    this.#toSkip = lagSamples
  }
}
