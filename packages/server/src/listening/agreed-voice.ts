import type { VoiceActivityStream } from '../providers/vad/contract.js'

/** How long the second detector may miss voice that goes on: weak sounds inside a word fall to the suppressor. */
const mostMissedFrames = 2

/** Voice is what is heard both in the audio and in what the suppressor leaves of it: music and babble that pass one often do not pass the other. */
export class AgreedVoice {
  readonly #detection: VoiceActivityStream
  #missedFrames = mostMissedFrames + 1

  /** `detection` hears the suppressed audio; it is this object's own from now on. */
  constructor(detection: VoiceActivityStream) {
    this.#detection = detection
  }

  /** Takes a suppressed frame and whether voice was heard in the audio itself; says whether there is voice. */
  accept(borrowedSuppressed: Float32Array, heard: boolean): boolean {
    this.#missedFrames = this.#detection.accept(borrowedSuppressed) ? 0 : this.#missedFrames + 1
    return heard && this.#missedFrames <= mostMissedFrames
  }

  close(): void {
    this.#detection.close()
  }
}
