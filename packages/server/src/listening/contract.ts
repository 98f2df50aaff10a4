import type { AudioFormat } from '@sidetone/protocol'
import type { TurnModelAnswer } from '../providers/turn-model/contract.js'

/** What the last 32 ms held. Times count from the session's first sample and are never reset. */
export interface VoiceActivity {
  /** Where in the session's audio this frame ends. */
  readonly audioMs: number
  readonly voice: boolean
  /** Where the voice that is on now began, or the last one did; null before any. */
  readonly voiceStartMs: number | null
  /** How long it has been quiet: from the acoustic end of the last voice to `audioMs`; 0 while voice is on; null before any voice. */
  readonly quietMs: number | null
  /** What the turn model says of this quiet; absent without one, and before it is asked. */
  readonly turnModel?: TurnModelAnswer
}

/** How the last of a voice sounded, relative to the same voice over the seconds before. */
export interface Prosody {
  /** Pitch of the last 80 ms that had one, in semitones from the median. */
  readonly finalPitchSemitones: number
  /** The loudest moment of the last 300 ms, in dB from the loud parts. */
  readonly finalLevelDb: number
}

/** What was recognised within a quiet, while it was undecided whether the user had finished. */
export interface HeardWords {
  /** Empty when there were no words. */
  readonly text: string
  /** False: these are the words of a long turn's last seconds only. The whole follows. */
  readonly whole: boolean
  /** Up to where the audio was recognised: the words hold for the quiet that follows a voice which ended before. */
  readonly toMs: number
  /** Null when nothing had a pitch. */
  readonly prosody: Prosody | null
}

export interface ListeningSettings {
  readonly format: AudioFormat
  /** Voice probability threshold, 0 to 1. */
  readonly threshold: number
  readonly language: string | null
  /** A turn cannot end before this much quiet: recognition ahead of the decision need not hurry more than that. Absent: it may end at any time. */
  readonly leastQuietMs?: number
  /** With turn detection on, only this much audio is kept ahead of speech; null keeps all until it is committed. */
  readonly keepAheadMs: number | null
  /** What is done against noise before voice is looked for; absent or null: nothing. Far-field makes quiet speech louder too. */
  readonly noiseReduction?: 'near-field' | 'far-field' | null
  /** When the words of a turn are given: piece by piece while they are said, too, or (absent) only when the turn is over. */
  readonly words?: 'as-spoken'
}

/** Audio that was taken out of the buffer, to be recognised. */
export interface CommittedAudio {
  readonly startMs: number
  readonly endMs: number
}

export interface VoiceShape {
  /** The part of it that has a pitch and keeps its level, 0 to 1, of its first second: speech does most of the time; coughs, knocks and rustling do not. */
  readonly voicedPart: number
  /** How long it has been quiet by its loudness, in ms: the detector lets go of a voice about 130 ms after its end. */
  readonly quietMs: number
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
  /** Whether there was a sound lately that may become a voice, whatever it is: louder than the background, within the last 300 ms. */
  hasSound(): boolean
  /** What can be told of the voice since `fromMs` before the detector or the recogniser say more. */
  shapeOf(fromMs: number): VoiceShape
  /** Gives everything back and stops early work; idempotent. Afterwards `append` does nothing. */
  close(): void
}

/**
 * `onWords` is called between frames, any number of times within a quiet, and never for audio that was committed or cleared or behind which voice came.
 * `onSettledWords` (with `words: 'as-spoken'`) hears all words of the uncommitted audio that will not change any more, each time there are more.
 */
export type CreateListener = (
  onActivity: (activity: VoiceActivity) => void,
  settings: ListeningSettings,
  onWords?: (words: HeardWords) => void,
  onSettledWords?: (text: string) => void,
) => Listener

/** A stretch of a recording without a long pause, and its words; never empty. */
export interface RecordedSegment {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

/**
 * The words of a whole recording, segment by segment as they are recognised. `samples` are 16 kHz mono in [-1, 1].
 * Throws `SidetoneError('recognition-failed')` or the signal's reason.
 */
export type TranscribeRecording = (samples: Float32Array, language: string | null, signal: AbortSignal) => AsyncIterable<RecordedSegment>
