import type { TurnModel, TurnModelAnswer } from '../providers/turn-model/contract.js'
import { toSamples } from './sample-rate.js'

/** The end of a voice is known this exactly before the detector has let go of it. */
const toleranceSamples = toSamples(100)

interface Question {
  /** Where the voice had ended. */
  readonly voiceTo: number
  readonly controller: AbortController
  answer: TurnModelAnswer
}

/** What the turn model is asked about the quiet that is on: once in each, at most one at a time. Nobody waits for it. */
export class TurnModelQuestion {
  readonly #model: TurnModel
  #question: Question | null = null

  constructor(model: TurnModel) {
    this.#model = model
  }

  /** Asks about the turn so far, unless it was asked about this end of the voice before. `read` gives the audio, and is called at once. */
  ask(voiceTo: number, read: () => Float32Array): void {
    if (this.answer(voiceTo) !== null) return
    this.drop('Another quiet began.')
    const question: Question = { voiceTo, controller: new AbortController(), answer: { state: 'waiting' } }
    this.#question = question
    this.#model.probability(read(), question.controller.signal).then(
      (probability) => {
        question.answer = { state: 'answered', probability }
      },
      // The decision tells it as its reason.
      () => {
        question.answer = { state: 'failed' }
      },
    )
  }

  /** About the quiet behind a voice that ended there; null: it was not asked. */
  answer(voiceTo: number): TurnModelAnswer | null {
    const question = this.#question
    return question !== null && Math.abs(voiceTo - question.voiceTo) <= toleranceSamples ? question.answer : null
  }

  drop(reason: string): void {
    this.#question?.controller.abort(new Error(reason))
    this.#question = null
  }
}
