import type { EarlyRecognitionCounts } from './contract.js'

/** Gives the words; rejects with the signal's reason when aborted. */
export type Recognise = (signal: AbortSignal) => Promise<string>

interface Work {
  /** Where the voice ended that it covers, in samples: it holds as long as no other voice came. */
  readonly voiceTo: number
  readonly controller: AbortController
  readonly text: Promise<string>
}

/** Recognition begun while it is undecided whether the user has finished: at most one at a time, and the count of what became of all. */
export class EarlyRecognition {
  #work: Work | null = null
  #started = 0
  #used = 0
  #thrownAway = 0

  covers(voiceTo: number): boolean {
    return this.#work?.voiceTo === voiceTo
  }

  start(voiceTo: number, recognise: Recognise): void {
    this.throwAway('Voice came after it.')
    const controller = new AbortController()
    const text = recognise(controller.signal)
    // Whoever takes the work gets its failure; work that nobody takes has none to report.
    text.catch(() => {})
    this.#work = { voiceTo, controller, text }
    this.#started++
  }

  /** Hands the work over when it covers the voice up to `voiceTo`; else throws it away. */
  take(voiceTo: number | null): Recognise | null {
    const work = this.#work
    if (work === null || work.voiceTo !== voiceTo) {
      this.throwAway('Other audio was committed.')
      return null
    }
    this.#work = null
    this.#used++
    return (signal) => finish(work, signal)
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

async function finish({ controller, text }: Work, signal: AbortSignal): Promise<string> {
  const stop = () => controller.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await text
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
