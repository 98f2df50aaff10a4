import type { Vad } from 'sherpa-onnx-node'
import { type VoiceActivityStream, vadFrameSamples } from '../contract.js'

export class SileroStream implements VoiceActivityStream {
  #vad: Vad | null
  readonly #giveBack: (vad: Vad) => void

  constructor(vad: Vad, giveBack: (vad: Vad) => void) {
    this.#vad = vad
    this.#giveBack = giveBack
  }

  accept(borrowed: Float32Array): boolean {
    if (borrowed.length !== vadFrameSamples) throw new RangeError(`A frame has ${vadFrameSamples} samples, not ${borrowed.length}.`)
    const vad = this.#open()
    vad.acceptWaveform(borrowed)
    const voice = vad.isDetected()
    // The library copies the whole segment on every frame of it, so a segment is cut as it comes: else a minute of speech costs 3 ms a frame.
    if (voice) vad.flush()
    while (!vad.isEmpty()) vad.pop()
    return voice
  }

  reset(): void {
    this.#open().reset()
  }

  close(): void {
    if (!this.#vad) return
    this.#giveBack(this.#vad)
    this.#vad = null
  }

  #open(): Vad {
    if (!this.#vad) throw new Error('The stream is closed.')
    return this.#vad
  }
}
