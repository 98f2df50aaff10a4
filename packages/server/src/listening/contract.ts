import type { AudioFormat } from '@sidetone/protocol'

/** What the last 32 ms held. Times count from the session's first sample and are never reset. */
export interface VoiceActivity {
  /** Where in the session's audio this frame ends. */
  readonly audioMs: number
  readonly voice: boolean
  /** Where the voice that is on now began, or the last one did; null before any. */
  readonly voiceStartMs: number | null
  /** How long it has been quiet: from the acoustic end of the last voice to `audioMs`; 0 while voice is on; null before any voice. */
  readonly quietMs: number | null
}

export interface ListeningSettings {
  readonly format: AudioFormat
  /** Voice probability threshold, 0 to 1. */
  readonly threshold: number
  readonly language: string | null
  /** With turn detection on, only this much audio is kept ahead of speech; null keeps all until it is committed. */
  readonly keepAheadMs: number | null
}

/** Audio that was taken out of the buffer, to be recognised. */
export interface CommittedAudio {
  readonly startMs: number
  readonly endMs: number
}

/** How often recognition was begun before the user had finished, for metrics. `started` minus the others is under way or waits to be used. */
export interface EarlyRecognitionCounts {
  readonly started: number
  readonly used: number
  readonly thrownAway: number
}

export interface Listener {
  configure(settings: ListeningSettings): void
  /** The hot path: decodes, resamples, frames; calls `onActivity` for each full frame before it returns. `borrowed` is not kept. */
  append(borrowed: Uint8Array): void
  /** Uncommitted audio, in milliseconds. */
  bufferedMs(): number
  /** Takes everything up to `endMs` (null: all) out of the buffer. Audio behind it stays for the next turn. */
  commit(endMs: number | null): CommittedAudio
  /** Forgets uncommitted audio. */
  clear(): void
  /**
   * The words of a commit; empty for silence and noise. Work begun early, while it was still undecided whether the user had finished, is used when
   * nothing was said since. Throws `SidetoneError('recognition-failed')` or the signal's reason.
   */
  transcribe(audio: CommittedAudio, signal: AbortSignal): Promise<string>
  /**
   * The words since `fromMs` as far as they go, while the voice may still be on: fast, and less sure than those of a commit. Nothing is taken out of the
   * buffer. Throws as `transcribe` does.
   */
  recogniseSoFar(fromMs: number, signal: AbortSignal): Promise<string>
  /** How loud the voice since `fromMs` is: its louder parts, in dB of full scale, hum and rumble left out. Five seconds are remembered. */
  levelDbfs(fromMs: number): number
  stats(): EarlyRecognitionCounts
  /** Gives everything back and stops early work; idempotent. Afterwards `append` does nothing. */
  close(): void
}

export type CreateListener = (onActivity: (activity: VoiceActivity) => void, settings: ListeningSettings) => Listener
