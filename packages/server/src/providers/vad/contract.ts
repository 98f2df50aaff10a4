/** Window length every detector takes: 512 samples at 16 kHz, 32 ms. */
export const vadFrameSamples = 512

/** One stream of audio under observation. Synchronous: well under a millisecond a frame. */
export interface VoiceActivityStream {
  /** Takes exactly `vadFrameSamples` samples of 16 kHz audio in [-1, 1] and says whether there is voice now. `borrowed` is not kept. */
  accept(borrowed: Float32Array): boolean
  /** Forgets what it heard. */
  reset(): void
  /** Gives the stream back; idempotent. */
  close(): void
}

export interface VoiceActivityDetector {
  readonly name: string
  /** `threshold`: voice probability from 0 to 1 above which a frame counts as voice. */
  open(settings: { threshold: number }): VoiceActivityStream
  close(): Promise<void>
}
