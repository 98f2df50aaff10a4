/** When a word of the text sounds. `textStart`/`textEnd` are UTF-16 offsets into the text given; times count from the first sample of the piece. */
export interface WordTiming {
  readonly textStart: number
  readonly textEnd: number
  readonly startMs: number
  readonly endMs: number
}

export interface SpeechRequest {
  /** Speakable text of one clause or sentence: words only, no markup. */
  readonly text: string
  /** A voice name; see `voices`. */
  readonly voice: string
  /** 1 is the voice's own rate; 0.25 to 4. */
  readonly speed: number
}

/** One piece of speech: mono PCM16, with the words that it holds. Word timings may be estimates, but they cover every word in order. */
export interface SpeechPiece {
  readonly samples: Int16Array
  readonly sampleRateHz: number
  readonly words: readonly WordTiming[]
}

export interface SpeechSynthesiser {
  readonly name: string
  /** Names it answers to; the first is the default. */
  readonly voices: readonly string[]
  /** Languages that it speaks, by the first part of their tags (`en`); absent: any. */
  readonly languages?: readonly string[]
  /**
   * Speaks a text piece by piece (a whole clause may be one piece) without blocking the event loop.
   * Fails with `SidetoneError('synthesis-failed')`; throws the signal's reason when aborted.
   */
  synthesise(request: SpeechRequest, signal: AbortSignal): AsyncIterable<SpeechPiece>
  close(): Promise<void>
}
