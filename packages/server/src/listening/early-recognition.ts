import type { EarlyRecognitionCounts } from './contract.js'
import { toSamples } from './sample-rate.js'

/** Recognition begun while it was undecided whether the user had finished. */
interface EarlyWork {
  /** Up to where it was given audio, in samples: it holds as long as all voice ended before. */
  readonly audioTo: number
  readonly controller: AbortController
  readonly text: Promise<string>
}

/** A recognition under way that can be stopped. */
export type Recognising = Pick<EarlyWork, 'controller' | 'text'>

/** A voice that ended closer to the end of the audio than this may have lost its last sound. */
const leastBehindSamples = toSamples(30)

/** At most one recognition ahead of the decision, and what became of all of them. */
export class EarlyRecognition {
  #work: EarlyWork | null = null
  #started = 0
  #used = 0
  #thrownAway = 0

  /** Whether the work at hand was given all voice up to `voiceTo`. */
  covers(voiceTo: number): boolean {
    return this.#work !== null && voiceTo + leastBehindSamples <= this.#work.audioTo
  }

  /** `tell` hears the words if they come while the work is still at hand. */
  start(audioTo: number, recognise: (signal: AbortSignal) => Promise<string>, tell: (text: string) => void): void {
    this.throwAway('Voice came after it.')
    const controller = new AbortController()
    const text = recognise(controller.signal)
    const work: EarlyWork = { audioTo, controller, text }
    this.#work = work
    this.#started++
    text.then(
      (words) => {
        if (this.#work === work) tell(words)
      },
      // Whoever uses the work gets its failure; work that nobody uses has none to report.
      () => {},
    )
  }

  /** Hands the work over when it covers the voice up to `voiceTo`; else it is thrown away. */
  take(voiceTo: number | null): Recognising | null {
    const work = this.#work
    if (work === null || voiceTo === null || !this.covers(voiceTo)) {
      this.throwAway('Other audio was committed.')
      return null
    }
    this.#work = null
    this.#used++
    return work
  }

  throwAway(reason: string): void {
    if (!this.#work) return
    this.#work.controller.abort(new Error(reason))
    this.#work = null
    this.#thrownAway++
  }

  counts(): EarlyRecognitionCounts {
    return { started: this.#started, used: this.#used, thrownAway: this.#thrownAway }
  }
}
