import { createResampler, floatFromInt16, PcmFramer } from '@sidetone/audio'
import type { Clock, VoiceActivity } from '../contract.js'
import { systemClock } from '../system-clock.js'
import { fetchModel } from './fetch-model.js'
import { SileroNetwork, sileroFrameSamples } from './silero-network.js'

export type SileroVoiceActivityOptions = {
  /** Probability from 0 to 1 from which on a frame of 32 ms counts as voice. Default: 0.1. */
  readonly threshold?: number
  readonly clock?: Clock
} & (
  | {
      /** Where `silero_vad_v6.onnx` is served; a Sidetone server has it at `/models/silero-vad-v6.onnx`. */
      readonly modelUrl: string | URL
    }
  | {
      /** The bytes of that file. */
      readonly model: Uint8Array
    }
)

const rateHz = 16_000
/**
 * Far below the 0.5 that is usual for Silero: to send too much costs bytes, to send too little costs words. Over recorded speech in a noisy café, 126 s, 0.5 held
 * back 5.1 s of it and 0.1 half a second, for a tenth more bytes; in a quiet room it makes no difference.
 */
const usualThreshold = 0.1

/** Voice activity by Silero VAD, which tells a voice from other sounds, for the gate of one client. Rejects with `VoiceModelError`. */
export async function sileroVoiceActivity(options: SileroVoiceActivityOptions): Promise<VoiceActivity> {
  const { threshold = usualThreshold, clock = systemClock } = options
  const model = 'model' in options ? options.model : await fetchModel(options.modelUrl, clock)
  return new SileroVoiceActivity(new SileroNetwork(model), threshold)
}

class SileroVoiceActivity implements VoiceActivity {
  readonly #network: SileroNetwork
  readonly #threshold: number
  readonly #framer = new PcmFramer<Float32Array>(new Float32Array(sileroFrameSamples), (frame) => this.#hear(frame))
  #resampler = createResampler(rateHz, rateHz)
  #samples = new Float32Array(0)
  #isVoice = false
  /** Of the frames that ended in this packet; null: none did. */
  #verdict: boolean | null = null

  constructor(network: SileroNetwork, threshold: number) {
    this.#network = network
    this.#threshold = threshold
  }

  isVoice(samples: Int16Array, sampleRateHz: number): boolean {
    if (this.#resampler.fromHz !== sampleRateHz) this.#resampler = createResampler(sampleRateHz, rateHz)
    if (this.#samples.length < samples.length) this.#samples = new Float32Array(samples.length)
    this.#verdict = null
    this.#framer.push(this.#resampler.process(floatFromInt16(samples, this.#samples)))
    this.#isVoice = this.#verdict ?? this.#isVoice
    return this.#isVoice
  }

  #hear(frame: Float32Array): void {
    // What is no number, from a broken model, counts as voice: bytes are lost by it, not words.
    const isVoice = !(this.#network.probability(frame) < this.#threshold)
    this.#verdict = isVoice || this.#verdict === true
  }
}
