/** Cuts a stream of samples into frames of one length. Fills one frame in place; whoever gets it keeps it no longer than the call. */
export class PcmFramer<Samples extends Int16Array | Float32Array> {
  readonly #frame: Samples
  readonly #onFrame: (borrowed: Samples) => void
  #filled = 0

  /** `frame` is the framer's own from now on; its length is the length of each frame. */
  constructor(frame: Samples, onFrame: (borrowed: Samples) => void) {
    this.#frame = frame
    this.#onFrame = onFrame
  }

  /** Samples that wait for a frame to be full. */
  get pendingSamples(): number {
    return this.#filled
  }

  push(borrowed: Samples): void {
    const frame = this.#frame
    let taken = 0
    while (taken < borrowed.length) {
      const count = Math.min(frame.length - this.#filled, borrowed.length - taken)
      frame.set(taken === 0 && count === borrowed.length ? borrowed : borrowed.subarray(taken, taken + count), this.#filled)
      this.#filled += count
      taken += count
      if (this.#filled === frame.length) {
        this.#filled = 0
        this.#onFrame(frame)
      }
    }
  }

  /** Fills up a begun frame with silence and hands it on; does nothing when none is begun. */
  flush(): void {
    if (this.#filled === 0) return
    this.#frame.fill(0, this.#filled)
    this.#filled = 0
    this.#onFrame(this.#frame)
  }

  /** Drops a begun frame. */
  reset(): void {
    this.#filled = 0
  }
}
