import load, { type RnnoiseModule } from '@echogarden/rnnoise-wasm'
import { SidetoneError } from '@sidetone/protocol'
import type { NoiseSuppressor, SuppressionStream } from '../contract.js'
import { frameSamples, RnnoiseStream } from './rnnoise-stream.js'

/** 30 ms at most: two of RNNoise's frames of 10 ms, and half a filter of the resampler on the way in and on the way out. */
const latencySamples = 480

/** RNNoise as WebAssembly: one module for the process, one state a stream. Throws `SidetoneError('internal')` when it cannot be loaded. */
export async function createRnnoiseSuppressor(): Promise<NoiseSuppressor> {
  const module = await load().catch((cause: unknown) => {
    throw new SidetoneError('internal', 'The noise suppressor cannot be loaded.', { cause })
  })
  return new RnnoiseSuppressor(module)
}

class RnnoiseSuppressor implements NoiseSuppressor {
  readonly name = 'rnnoise'
  readonly latencySamples = latencySamples
  readonly #module: RnnoiseModule
  /** Where frames are worked on, shared by all streams: each fills it and reads it in one call. */
  readonly #frame: number
  #closed = false

  constructor(module: RnnoiseModule) {
    this.#module = module
    this.#frame = module._malloc(frameSamples * Float32Array.BYTES_PER_ELEMENT)
  }

  open(): SuppressionStream {
    if (this.#closed) throw new SidetoneError('internal', 'The noise suppressor is closed.')
    return new RnnoiseStream(this.#module, this.#frame)
  }

  async close(): Promise<void> {
    this.#closed = true
  }
}
