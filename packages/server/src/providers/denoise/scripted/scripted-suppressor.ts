import type { NoiseSuppressor, SuppressionStream } from '../contract.js'

/** For tests of other stages: what is quieter than `floor` is noise and becomes silence, everything else passes. Holds back `latencySamples`. */
export function createScriptedSuppressor({ floor = 0, latencySamples = 0 }: { floor?: number; latencySamples?: number } = {}): NoiseSuppressor {
  return {
    name: 'scripted',
    latencySamples,
    open: () => new ScriptedStream(floor, latencySamples),
    close: async () => {},
  }
}

class ScriptedStream implements SuppressionStream {
  readonly #floor: number
  readonly #latencySamples: number
  #held: number[] = []
  #closed = false

  constructor(floor: number, latencySamples: number) {
    this.#floor = floor
    this.#latencySamples = latencySamples
  }

  process(borrowed: Float32Array): Float32Array {
    if (this.#closed) throw new Error('The stream is closed.')
    for (const sample of borrowed) this.#held.push(Math.abs(sample) < this.#floor ? 0 : sample)
    return Float32Array.from(this.#held.splice(0, Math.max(0, this.#held.length - this.#latencySamples)))
  }

  flush(): Float32Array {
    return Float32Array.from(this.#held.splice(0))
  }

  close(): void {
    this.#closed = true
  }
}
