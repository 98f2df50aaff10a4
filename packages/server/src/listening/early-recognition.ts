import type { SpeculationLedger, Venture } from '../lib/speculation.js'
import { toSamples } from './sample-rate.js'

/** Gives the words; rejects with the signal's reason when aborted. */
export type Recognise = (signal: AbortSignal) => Promise<string>

interface Work {
  /** Up to where it was given audio, in samples: it holds as long as all voice ended before. */
  readonly audioTo: number
  /** Where that voice ended, as it looked then. */
  readonly voiceTo: number
  readonly controller: AbortController
  readonly text: Promise<string>
  readonly venture: Venture
}

/** A voice that ended closer to the end of the audio than this may have lost its last sound. */
const leastBehindSamples = toSamples(30)
/** The end of a voice is known this exactly before the detector has let go of it. */
const toleranceSamples = toSamples(100)

/** Recognition begun while it is undecided whether the user has finished: at most one at a time. The ledger hears what became of each. */
export class EarlyRecognition {
  readonly #ledger: SpeculationLedger
  #work: Work | null = null

  constructor(ledger: SpeculationLedger) {
    this.#ledger = ledger
  }

  /** Whether the work at hand was given all voice up to `voiceTo` and none after. */
  covers(voiceTo: number): boolean {
    const work = this.#work
    return work !== null && voiceTo + leastBehindSamples <= work.audioTo && voiceTo >= work.voiceTo - toleranceSamples
  }

  /** `tell` hears the words if they come while the work is still at hand. */
  start(voiceTo: number, audioTo: number, recognise: Recognise, tell: (text: string) => void): void {
    this.throwAway('Voice came after it.')
    const controller = new AbortController()
    const venture = this.#ledger.begin('recognitions')
    const text = recognise(controller.signal).finally(venture.end)
    const work: Work = { audioTo, voiceTo, controller, text, venture }
    this.#work = work
    text.then(
      (words) => {
        if (this.#work === work) tell(words)
      },
      // Whoever takes the work gets its failure; work that nobody takes has none to report.
      () => {},
    )
  }

  /** Hands the work over when it covers the voice up to `voiceTo`; else throws it away. */
  take(voiceTo: number | null): Recognise | null {
    const work = this.#work
    if (work === null || voiceTo === null || !this.covers(voiceTo)) {
      this.throwAway('Other audio was committed.')
      return null
    }
    this.#work = null
    work.venture.use()
    return (signal) => finish(work, signal)
  }

  throwAway(reason: string): void {
    if (!this.#work) return
    this.#work.controller.abort(new Error(reason))
    this.#work.venture.throwAway()
    this.#work = null
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
