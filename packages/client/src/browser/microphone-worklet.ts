import type { CapturedFrames } from './captured-frames.js'

/** Hands on what the microphone hears, in packets of 20 ms. */
class MicrophoneProcessor extends AudioWorkletProcessor {
  #packet = new Float32Array(Math.round(sampleRate / 50))
  #filled = 0

  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const input = inputs[0]?.[0]
    if (!input) return true
    for (let taken = 0; taken < input.length; ) {
      const part = input.subarray(taken, taken + this.#packet.length - this.#filled)
      this.#packet.set(part, this.#filled)
      this.#filled += part.length
      taken += part.length
      if (this.#filled === this.#packet.length) this.#post(currentFrame + taken)
    }
    return true
  }

  #post(endFrame: number): void {
    const samples = this.#packet
    this.#packet = new Float32Array(samples.length)
    this.#filled = 0
    const captured: CapturedFrames = { samples, frame: endFrame - samples.length }
    this.port.postMessage(captured, [samples.buffer])
  }
}

registerProcessor('sidetone-microphone', MicrophoneProcessor)
