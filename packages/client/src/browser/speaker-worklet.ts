import { PlaybackRing } from '../playback/ring.js'
import type { RingOrder } from '../playback/ring-messages.js'

/** A ring at the loudspeaker. */
class SpeakerProcessor extends AudioWorkletProcessor {
  readonly #ring = new PlaybackRing(sampleRate, (news) => this.port.postMessage(news))

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<RingOrder>) => this.#ring.take(data)
  }

  process(_inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean {
    const output = outputs[0]?.[0]
    if (output) this.#ring.render(output, currentFrame)
    return true
  }
}

registerProcessor('sidetone-speaker', SpeakerProcessor)
