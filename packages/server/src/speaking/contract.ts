import type { AudioFormat } from '@sidetone/protocol'

/** A stretch of audio and the place in the reply's text that has been spoken when it ends. */
export interface SpokenAudio {
  /** Bytes in the output format asked for. */
  readonly audio: Uint8Array
  readonly durationMs: number
  /** Words that end inside this stretch: UTF-16 offset in the reply's original text (markup and all) behind the word, and when it ends, in ms from the start of the reply's audio. */
  readonly words: readonly HeardMark[]
  /** A sentence ends with this stretch. */
  readonly endsSentence?: true
}

export interface HeardMark {
  readonly textEnd: number
  readonly audioEndMs: number
}

export interface SpeakingSettings {
  readonly voice: string
  readonly speed: number
  readonly format: AudioFormat
  /** How far audio may run ahead of real time, in ms. */
  readonly leadMs: number
  /** No piece of audio is longer, in ms: with a short lead the pieces must be shorter still. */
  readonly longestPieceMs: number
}

/** When the audio of a reply may leave. */
export interface Pace {
  /** Let out at once, without keeping to real time. */
  readonly released: boolean
  /** Nothing leaves, released or not. */
  readonly held: boolean
  /** Audio runs no further ahead, whatever the settings say; Infinity: as far as they say. */
  readonly mostLeadMs: number
  release(): void
  hold(): void
  resume(): void
  limitLead(mostLeadMs: number): void
  /** Calls `wake` once at the next change; the returned function takes that back. */
  onChange(wake: () => void): () => void
}

/**
 * Speaks text while it is still being written: original text in (markdown and all), paced audio out, first clause as early as it is complete.
 * Ends when the text has ended and all of its audio is out. Throws `SidetoneError('synthesis-failed')` or the signal's reason.
 */
export type Speak = (text: AsyncIterable<string>, settings: SpeakingSettings, pace: Pace, signal: AbortSignal) => AsyncIterable<SpokenAudio>
