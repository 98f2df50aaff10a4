import type { SampleStore } from '@sidetone/audio'
import type { SpeculationLedger } from '../lib/speculation.js'
import { type TurnModel, type TurnModelAnswer, turnModelSamples } from '../providers/turn-model/contract.js'
import { vadFrameSamples } from '../providers/vad/contract.js'
import type { ListeningSettings, VoiceActivity } from './contract.js'
import { EarlyRecognition, type Recognise } from './early-recognition.js'
import { toSamples } from './sample-rate.js'
import { TurnModelQuestion } from './turn-model-question.js'
import { leastVoiceMs, type Span } from './voice-tracker.js'

export interface EarlyWorkParts {
  /** Quiet after voice, by its loudness, at which recognition begins without waiting for the decision. */
  readonly earlyAfterMs: number
  readonly ledger: SpeculationLedger
  readonly turnModel: TurnModel | null
  readonly store: SampleStore
  /** Where the turn begins, in samples. */
  readonly turnFrom: () => number
  /** The voice of the turn so far. */
  readonly voice: () => Span[]
  /** Recognition of this voice, in the audio up to here. */
  readonly recognition: (voice: readonly Span[], to: number) => Recognise
  /** Hears what was recognised of the audio up to `audioTo`, whose voice ended at `voiceTo`; not `whole`: of the last seconds only. */
  readonly onWords: (text: string, whole: boolean, audioTo: number, voiceTo: number) => void
}

/** What a frame left. Positions are in samples. */
export interface HeardFrame {
  readonly activity: VoiceActivity
  readonly heardTo: number
  /** Where the voice ended by its loudness; null where there is none. */
  readonly voiceTo: number | null
}

/** Voice that is louder than quiet for as long as a frame goes on. */
const goesOnSamples = vadFrameSamples
/** What is recognised whole at the first sign of quiet; of a longer turn only the last seconds are, and the whole when the detector confirms the quiet. */
const wholeAtOnceSamples = toSamples(6_000)
const tailSamples = toSamples(4_000)
/** Work at unconfirmed quiet waits for this part of the audio it was last given: recognition takes 1/25 of it, so a third of a core at most. */
const restPart = 1 / 8
/** Quiet after voice, by its loudness, at which a turn model is asked. */
const askAfterMs = 64
/** Recognition takes this long, as a rule, for a turn of some seconds: where the quiet that ends a turn is known, it begins so much earlier. */
const recognitionMs = 250
/** Word errors do not fall any more with quiet beyond this. */
const mostPatienceMs = 250

/** What is begun in a quiet while it is undecided whether the user has finished: recognition of the turn, and a question to the turn model. */
export class EarlyWork {
  readonly #parts: EarlyWorkParts
  readonly #whole: EarlyRecognition
  readonly #tail: EarlyRecognition
  readonly #turnModel: TurnModelQuestion | null
  /** Before this no work begins at quiet that the detector has not confirmed. */
  #restsTo = 0

  constructor(parts: EarlyWorkParts) {
    this.#parts = parts
    this.#whole = new EarlyRecognition(parts.ledger)
    this.#tail = new EarlyRecognition(parts.ledger)
    this.#turnModel = parts.turnModel && new TurnModelQuestion(parts.turnModel)
  }

  /** Begins at the acoustic end of the voice, before the detector lets go of it. */
  recognise({ activity, heardTo, voiceTo }: HeardFrame, settings: ListeningSettings): void {
    const { audioMs, voice, voiceStartMs } = activity
    if (voiceTo === null || voiceStartMs === null) return
    const quiet = heardTo - voiceTo
    if (voice && quiet < goesOnSamples) {
      if (audioMs - voiceStartMs >= leastVoiceMs) this.throwAway('Voice came after it.')
      return
    }
    if (quiet < toSamples(this.#afterMs(settings)) || this.#whole.covers(voiceTo)) return
    if (voice && heardTo < this.#restsTo) return
    const spans = this.#parts
      .voice()
      .map((span) => ({ from: span.from, to: Math.min(span.to, voiceTo) }))
      .filter((span) => span.from < span.to)
    if (spans.at(-1)?.to !== voiceTo) return
    const length = spans.reduce((sum, span) => sum + span.to - span.from, 0)
    const isLong = length > wholeAtOnceSamples
    // Without turn detection nobody asks how a turn ends.
    if (isLong && settings.keepAheadMs !== null && !this.#tail.covers(voiceTo)) this.#recogniseTail(voiceTo, heardTo)
    if (!isLong || !voice) this.#recogniseWhole(spans, voiceTo, heardTo)
    this.#restsTo = heardTo + restPart * Math.min(length, wholeAtOnceSamples)
  }

  /** With as little quiet behind the voice as recognition begins with, where it is weighed how much ends the turn; once in each quiet. */
  askTurnModel({ activity, heardTo, voiceTo }: HeardFrame, { keepAheadMs, leastQuietMs }: ListeningSettings): TurnModelAnswer | null {
    const { store, turnFrom } = this.#parts
    const { audioMs, voice, voiceStartMs } = activity
    if (this.#turnModel === null || keepAheadMs === null || leastQuietMs !== undefined || voiceTo === null || voiceStartMs === null) return null
    if (heardTo - voiceTo < toSamples(askAfterMs) || audioMs - voiceStartMs < leastVoiceMs || voiceTo <= turnFrom()) return null
    this.#turnModel.ask(voiceTo, () => store.slice(Math.max(turnFrom(), heardTo - turnModelSamples), heardTo))
    return voice ? null : this.#turnModel.answer(voiceTo)
  }

  /** The turn is committed: hands over the recognition of it where that covers the voice up to `voiceTo`, and throws the rest away. */
  take(voiceTo: number | null): Recognise | null {
    this.#tail.throwAway('The audio was committed.')
    this.#turnModel?.drop('The audio was committed.')
    return this.#whole.take(voiceTo)
  }

  throwAway(reason: string): void {
    this.#whole.throwAway(reason)
    this.#tail.throwAway(reason)
    this.#turnModel?.drop(reason)
  }

  /** The more audio there is behind the voice, the less is recognised in vain. */
  #afterMs({ leastQuietMs = 0 }: ListeningSettings): number {
    return Math.max(this.#parts.earlyAfterMs, Math.min(mostPatienceMs, leastQuietMs - recognitionMs))
  }

  #recogniseWhole(spans: readonly Span[], voiceTo: number, audioTo: number): void {
    const { recognition, onWords } = this.#parts
    this.#whole.start(voiceTo, audioTo, recognition(spans, audioTo), (text) => onWords(text, true, audioTo, voiceTo))
  }

  /** The last seconds of a long turn, wherever its pauses are: enough to judge how it ends. */
  #recogniseTail(voiceTo: number, audioTo: number): void {
    const { turnFrom, recognition, onWords } = this.#parts
    const from = Math.max(voiceTo - tailSamples, turnFrom())
    this.#tail.start(voiceTo, audioTo, recognition([{ from, to: voiceTo }], audioTo), (text) => {
      this.#tail.take(voiceTo)
      onWords(text, false, audioTo, voiceTo)
    })
  }
}
