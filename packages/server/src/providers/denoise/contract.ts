/** One stream of audio under suppression. Synchronous: a few hundred microseconds for 10 ms of audio. */
export interface SuppressionStream {
  /**
   * Takes 16 kHz samples in [-1, 1] and gives out those that are done: sample n of all that came out is sample n of all that went in, without its noise. The
   * result is lent: valid until the next call. What comes out in all does not depend on how the input is cut.
   */
  process(borrowed: Float32Array): Float32Array
  /** Gives out what is owed, so that as many samples came out as went in, and begins anew. */
  flush(): Float32Array
  /** Gives the stream back; idempotent. */
  close(): void
}

export interface NoiseSuppressor {
  readonly name: string
  /** The most input samples that a stream holds back. */
  readonly latencySamples: number
  open(): SuppressionStream
  close(): Promise<void>
}
