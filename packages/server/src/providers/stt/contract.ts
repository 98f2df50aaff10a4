/** 16 kHz mono in [-1, 1]. The recogniser keeps the array until it is done: hand over a copy. */
export interface Utterance {
  readonly samples: Float32Array
  readonly sampleRateHz: 16_000
  /** BCP-47 hint, null when unknown. */
  readonly language: string | null
  /** `low`: words of speech that still goes on. Other work, of this session and of others, comes first and always finds a place. Absent: not low. */
  readonly precedence?: 'low'
}

export interface Recognition {
  /** Empty when there are no words. */
  readonly text: string
}

export interface SpeechRecogniser {
  readonly name: string
  /**
   * Recognises one utterance without blocking the event loop.
   * Silence and noise give an empty text. Fails with `SidetoneError('recognition-failed')`, or with the signal's reason when aborted.
   */
  recognise(utterance: Utterance, signal: AbortSignal): Promise<Recognition>
  close(): Promise<void>
}
