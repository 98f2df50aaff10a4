import type { EarlyRecognitionCounts } from './contract.js'

/** Recognition begun while it was undecided whether the user had finished. */
interface EarlyWork {
  /** Where the voice ended that it covers, in samples: it holds as long as no other voice came. */
  readonly voiceTo: number
  readonly controller: AbortController
  readonly text: Promise<string>
}

/** A recognition under way that can be stopped. */
export type Recognising = Pick<EarlyWork, 'controller' | 'text'>

/** At most one recognition ahead of the decision, and what became of all of them. */
export class EarlyRecognition {
  #work: EarlyWork | null = null
  #started = 0
  #used = 0
  #thrownAway = 0

  covers(voiceTo: number): boolean {
    return this.#work?.voiceTo === voiceTo
  }

  start(voiceTo: number, recognise: (signal: AbortSignal) => Promise<string>): void {
    this.throwAway('Voice came after it.')
    const controller = new AbortController()
    const text = recognise(controller.signal)
    // Whoever uses the work gets its failure; work that nobody uses has none to report.
    text.catch(() => {})
    this.#work = { voiceTo, controller, text }
    this.#started++
  }

  /** Hands the work over when it covers the voice up to `voiceTo`; else it is thrown away. */
  take(voiceTo: number | null): Recognising | null {
    const work = this.#work
    if (work === null || work.voiceTo !== voiceTo) {
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
