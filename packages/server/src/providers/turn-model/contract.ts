/** Tells from how a turn sounds whether the speaker is done. */
export interface TurnModel {
  readonly name: string
  /**
   * How probable it is, from 0 to 1, that the speaker is done. `samples`: the turn so far with the quiet behind it, 16 kHz mono in [-1, 1]; of more than 8
   * seconds the last 8 count. The model keeps the array: hand over a copy. The event loop stays free meanwhile. Answers within a second or rejects with
   * `SidetoneError('internal')`; an abort rejects at once with the signal's reason.
   */
  probability(samples: Float32Array, signal: AbortSignal): Promise<number>
  close(): Promise<void>
}

/** The most that a turn model looks at, in samples. */
export const turnModelSamples = 8 * 16_000

/** What is known of a turn model's answer about the present quiet. */
export type TurnModelAnswer = { readonly state: 'waiting' } | { readonly state: 'failed' } | { readonly state: 'answered'; readonly probability: number }
