/** One second at 16 kHz: small beside an utterance, large beside a packet. */
const blockSamples = 16_384

/** Samples kept by their position in the stream: written at the end, read anywhere, dropped from the front. Takes and gives back memory in blocks. */
export class SampleStore {
  /** Block n holds the positions from n * blockSamples on. */
  readonly #blocks = new Map<number, Float32Array>()
  #start = 0
  #end = 0

  /** Position of the first sample that is kept. */
  get start(): number {
    return this.#start
  }

  /** Position behind the last sample: how many were ever appended. */
  get end(): number {
    return this.#end
  }

  append(borrowed: Float32Array): void {
    for (let taken = 0; taken < borrowed.length; ) {
      const offset = this.#end % blockSamples
      const count = Math.min(blockSamples - offset, borrowed.length - taken)
      this.#writableBlock().set(taken === 0 && count === borrowed.length ? borrowed : borrowed.subarray(taken, taken + count), offset)
      taken += count
      this.#end += count
    }
  }

  /** A copy of the samples from `from` to `to`, as far as they are there. */
  slice(from: number, to: number): Float32Array {
    const first = Math.max(from, this.#start)
    const behind = Math.max(first, Math.min(to, this.#end))
    const copy = new Float32Array(behind - first)
    for (let position = first; position < behind; ) {
      const offset = position % blockSamples
      const count = Math.min(blockSamples - offset, behind - position)
      const block = this.#blocks.get((position - offset) / blockSamples) as Float32Array
      copy.set(block.subarray(offset, offset + count), position - first)
      position += count
    }
    return copy
  }

  /** Forgets what lies before `position`. */
  dropBefore(position: number): void {
    const start = Math.min(position, this.#end)
    if (start <= this.#start) return
    const firstKept = Math.floor(start / blockSamples)
    for (let index = Math.floor(this.#start / blockSamples); index < firstKept; index++) this.#blocks.delete(index)
    this.#start = start
  }

  #writableBlock(): Float32Array {
    const index = Math.floor(this.#end / blockSamples)
    const known = this.#blocks.get(index)
    if (known) return known
    const block = new Float32Array(blockSamples)
    this.#blocks.set(index, block)
    return block
  }
}
