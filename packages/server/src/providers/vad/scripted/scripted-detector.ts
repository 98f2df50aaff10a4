import { type VoiceActivityDetector, type VoiceActivityStream, vadFrameSamples } from '../contract.js'

/** For tests of other stages: a frame is voice when its largest sample exceeds the threshold, so a tone speaks and zeros are silent. */
export function createScriptedDetector(): VoiceActivityDetector {
  return {
    name: 'scripted',
    open: ({ threshold }) => new ScriptedStream(threshold),
    close: async () => {},
  }
}

class ScriptedStream implements VoiceActivityStream {
  readonly #threshold: number
  #closed = false

  constructor(threshold: number) {
    this.#threshold = threshold
  }

  accept(borrowed: Float32Array): boolean {
    if (this.#closed) throw new Error('The stream is closed.')
    if (borrowed.length !== vadFrameSamples) throw new RangeError(`A frame has ${vadFrameSamples} samples, not ${borrowed.length}.`)
    return borrowed.some((sample) => Math.abs(sample) > this.#threshold)
  }

  reset(): void {
    if (this.#closed) throw new Error('The stream is closed.')
  }

  close(): void {
    this.#closed = true
  }
}
