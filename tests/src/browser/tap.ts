/** What a page sounded. */
export interface Sounded {
  /** PCM16. */
  readonly base64: string
  readonly sampleRateHz: number
  /** The sample that the context's clock was at with the first of it. */
  readonly firstFrame: number
}

/** Keeps, in a page, the sound that passes through it. */
export class Tap {
  readonly #pieces: Float32Array[] = []
  #sampleRateHz = 0
  #firstFrame = 0

  /** The node for the sound to pass through. */
  async open(context: AudioContext): Promise<AudioNode> {
    await context.audioWorklet.addModule('/tap-worklet.js')
    const node = new AudioWorkletNode(context, 'tap')
    node.port.onmessage = ({ data }) => {
      if (this.#pieces.length === 0) {
        this.#sampleRateHz = context.sampleRate
        this.#firstFrame = data.frame
      }
      this.#pieces.push(data.samples)
    }
    return node
  }

  sounded(): Sounded {
    const samples = Int16Array.from(
      this.#pieces.flatMap((piece) => [...piece]),
      (sample) => Math.max(-1, Math.min(1, sample)) * 32_767,
    )
    let binary = ''
    for (const byte of new Uint8Array(samples.buffer)) binary += String.fromCharCode(byte)
    return { base64: btoa(binary), sampleRateHz: this.#sampleRateHz, firstFrame: this.#firstFrame }
  }

  /** How long there was any sound. */
  soundedSeconds(): number {
    const sounding = this.#pieces.filter((piece) => piece.some((sample) => Math.abs(sample) > 0.001))
    return sounding.length * (128 / this.#sampleRateHz || 0)
  }
}
