/** -50 dBFS: below the quietest consonant, above the noise of a synthesiser at rest. */
const quiet = 32768 * 10 ** (-50 / 20)
/** What is kept around the speech, so that soft beginnings and endings stay whole. */
const keptBeforeMs = 20
const keptBehindMs = 40

/** Takes the silence off both ends of a clause, piece by piece: synthesisers put up to 300 ms there, which would come before the first word of a reply. A clause that is silent throughout stays as it is. */
export class EdgeSilence {
  readonly #keptBefore: number
  readonly #keptBehind: number
  #speaking = false
  #held: Int16Array[] = []
  #skipped = 0

  constructor(sampleRateHz: number) {
    this.#keptBefore = Math.round((keptBeforeMs / 1000) * sampleRateHz)
    this.#keptBehind = Math.round((keptBehindMs / 1000) * sampleRateHz)
  }

  /** Samples taken off the beginning so far. */
  get skippedSamples(): number {
    return this.#skipped
  }

  /** What is certain to be inside the clause now. */
  push(samples: Int16Array): Int16Array[] {
    const last = samples.findLastIndex(isLoud)
    if (last === -1) {
      this.#held.push(samples)
      return []
    }
    const inside = [...this.#held, samples.subarray(0, last + 1)]
    this.#held = [samples.subarray(last + 1)]
    if (this.#speaking) return inside
    this.#speaking = true
    const silent = inside.slice(0, -1).reduce((total, each) => total + each.length, 0) + samples.findIndex(isLoud)
    this.#skipped = Math.max(0, silent - this.#keptBefore)
    return dropFirst(inside, this.#skipped)
  }

  /** What is still to come of the end. */
  end(): Int16Array[] {
    return this.#speaking ? takeFirst(this.#held, this.#keptBehind) : this.#held
  }
}

function isLoud(sample: number): boolean {
  return sample > quiet || sample < -quiet
}

function dropFirst(pieces: readonly Int16Array[], count: number): Int16Array[] {
  let left = count
  return pieces.map((piece) => {
    const dropped = Math.min(left, piece.length)
    left -= dropped
    return piece.subarray(dropped)
  })
}

function takeFirst(pieces: readonly Int16Array[], count: number): Int16Array[] {
  let left = count
  return pieces.map((piece) => {
    const taken = Math.min(left, piece.length)
    left -= taken
    return piece.subarray(0, taken)
  })
}
