import { SampleStore } from '@sidetone/audio'
import type { NoiseSuppressor, SuppressionStream } from '../providers/denoise/contract.js'
import { type VoiceActivityStream, vadFrameSamples } from '../providers/vad/contract.js'
import { AgreedVoice } from './agreed-voice.js'
import { AutomaticGain } from './automatic-gain.js'
import { raiseLevel } from './raise-level.js'

export type NoiseReductionKind = 'near-field' | 'far-field'

/** How much of the audio stays in what the second detector hears, so that close speech is never suppressed whole. */
const keptPart = { 'near-field': 0.5, 'far-field': 0 } as const

/** Bounds what is under work at once. */
const pieceSamples = vadFrameSamples

/**
 * The suppressed audio only decides where there is voice, together with the audio itself. The recogniser gets the audio as it came, since it errs more on
 * suppressed speech than on noisy speech. In the far field quiet audio is made louder: for the detectors as it comes, for the recogniser utterance by utterance.
 */
export class NoiseReduction {
  readonly kind: NoiseReductionKind
  readonly #suppression: SuppressionStream
  readonly #agreed: AgreedVoice
  /** The same gain twice: ahead of the suppressor, and later for the audio that waited for it. Null in the near field. */
  readonly #gains: { readonly early: AutomaticGain; readonly late: AutomaticGain } | null
  readonly #keptPart: number
  readonly #louder = new Float32Array(pieceSamples)
  /** Audio that the suppressor has not given back. */
  readonly #waiting = new SampleStore()
  #closed = false

  /** `detection` hears the suppressed audio; it is this object's own from now on. */
  constructor(kind: NoiseReductionKind, suppressor: NoiseSuppressor, detection: VoiceActivityStream) {
    this.kind = kind
    this.#suppression = suppressor.open()
    this.#agreed = new AgreedVoice(detection)
    this.#gains = kind === 'far-field' ? { early: new AutomaticGain(), late: new AutomaticGain() } : null
    this.#keptPart = keptPart[kind]
  }

  /** 16 kHz samples that were taken but not given out. */
  get owedSamples(): number {
    return this.#waiting.end - this.#waiting.start
  }

  /** Takes 16 kHz samples; `give` gets the audio that is done, and of the same length what is left of it without noise. Both are lent. It may close this. */
  process(borrowed: Float32Array, give: (audio: Float32Array, suppressed: Float32Array) => void): void {
    for (let from = 0; from < borrowed.length && !this.#closed; from += pieceSamples) {
      const piece = borrowed.subarray(from, from + pieceSamples)
      this.#waiting.append(piece)
      this.#give(this.#suppression.process(this.#raised(piece, this.#gains?.early)), give)
    }
  }

  /** Gives out what is owed. */
  flush(give: (audio: Float32Array, suppressed: Float32Array) => void): void {
    this.#give(this.#suppression.flush(), give)
  }

  /** Whether there is voice in a frame. `detection` hears the audio itself, this object's own the suppressed one. */
  isVoice(borrowedAudio: Float32Array, borrowedSuppressed: Float32Array, detection: VoiceActivityStream): boolean {
    return this.#agreed.accept(borrowedSuppressed, detection.accept(this.#raised(borrowedAudio, this.#gains?.late)))
  }

  /** An utterance as the recogniser is to have it. May change it in place. */
  utterance(samples: Float32Array): Float32Array {
    return this.#gains ? raiseLevel(samples) : samples
  }

  close(): void {
    this.#closed = true
    this.#suppression.close()
    this.#agreed.close()
  }

  #raised(borrowed: Float32Array, gain: AutomaticGain | undefined): Float32Array {
    if (!gain) return borrowed
    const louder = this.#louder.subarray(0, borrowed.length)
    gain.process(borrowed, louder)
    return louder
  }

  #give(suppressed: Float32Array, give: (audio: Float32Array, suppressed: Float32Array) => void): void {
    if (suppressed.length === 0) return
    const { start } = this.#waiting
    const audio = this.#waiting.slice(start, start + suppressed.length)
    this.#waiting.dropBefore(start + suppressed.length)
    const kept = this.#keptPart
    give(audio, kept === 0 ? suppressed : suppressed.map((sample, index) => (1 - kept) * sample + kept * (audio[index] as number)))
  }
}
