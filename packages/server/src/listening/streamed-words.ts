import { lengthCoveredBy, withAgreedWords, withRestOf } from '../lib/agreed-words.js'
import { toSamples } from './sample-rate.js'
import type { Span } from './voice-tracker.js'

export interface StreamedWordsParts {
  /** The words of the voice between two places. */
  readonly recognise: (within: Span, signal: AbortSignal) => Promise<string>
  /** A place to cut voice that knows no pause. */
  readonly quietestWithin: (span: Span) => number
  /** Hears all words of the turn that are settled so far, whenever there are more. */
  readonly onSettled: (text: string) => void
}

/** What the last frame left. */
export interface TurnSoFar {
  /** Voice of the turn. */
  readonly voice: readonly Span[]
  readonly heardTo: number
  /** Since the acoustic end of the voice; 0 while it is on. */
  readonly quietSamples: number
}

/** Of less voice the recogniser writes nearly any beginning, and twice the same: with half a second of it 22 % of the words were wrong, with this 18.6 %. */
const firstLookSamples = toSamples(1_000)
/** Between the beginnings of two looks. */
const leastStepSamples = toSamples(320)
/** A look begins so many times later than the last one as that took, in audio that came in meanwhile: streamed words take half a core at most. */
const restFactor = 2
/** Recognition grows with the audio it is given: beyond this, the words up to a quiet place are settled and not recognised again. */
const longestWindowSamples = toSamples(6_500)
const earliestCutSamples = toSamples(3_000)
const latestCutSamples = toSamples(5_500)
/** Behind so much quiet more voice changes no word before it. */
const settledQuietSamples = toSamples(700)
/** A voice that ended closer to the end of the audio than this may have lost its last sound. */
const leastBehindSamples = toSamples(30)

interface Hypothesis {
  readonly text: string
  /** Up to where it was given audio. */
  readonly audioTo: number
}

/** The words of a turn while it is said: the voice since the last settled place is recognised again and again, and what two looks agree on is settled. */
export class StreamedWords {
  readonly #parts: StreamedWordsParts
  /** All that is settled. */
  #text = ''
  /** Where the window begins, in samples and in the text. */
  #windowFrom = 0
  #windowAt = 0
  #last: Hypothesis | null = null
  #looking: AbortController | null = null
  #restsTo = 0
  #heardTo = 0

  constructor(parts: StreamedWordsParts) {
    this.#parts = parts
  }

  observe({ voice, heardTo, quietSamples }: TurnSoFar): void {
    this.#heardTo = heardTo
    if (this.#looking) return
    const first = voice.find((span) => span.to > this.#windowFrom)
    const voiceTo = heardTo - quietSamples
    if (!first || voiceTo <= this.#windowFrom) return
    const from = Math.max(first.from, this.#windowFrom)
    const isHeard = this.#last !== null && this.#last.audioTo >= voiceTo + leastBehindSamples
    if (quietSamples >= settledQuietSamples && this.#last && isHeard) return this.#settle(withRestOf(this.#within(), this.#last.text))
    if (heardTo < this.#restsTo || (quietSamples > 0 && isHeard)) return
    if (heardTo - from > longestWindowSamples) return this.#settleUpTo(this.#cutBehind(from))
    if (voiceTo - from >= firstLookSamples) this.#look({ from: this.#windowFrom, to: heardTo }, (text) => this.#hear({ text, audioTo: heardTo }))
  }

  /** The words of the whole turn, recognised for another purpose: as good as a look. */
  hearTurn(text: string, audioTo: number): void {
    if (this.#windowAt === 0) this.#hear({ text, audioTo })
  }

  /** The next turn begins. */
  reset(): void {
    this.#looking?.abort(new Error('The turn is over.'))
    this.#looking = null
    this.#text = ''
    this.#last = null
    this.#windowFrom = 0
    this.#windowAt = 0
    this.#restsTo = 0
  }

  #look(within: Span, then: (text: string) => void): void {
    const controller = new AbortController()
    const beganAt = this.#heardTo
    this.#looking = controller
    const ended = (text: string | null) => {
      if (this.#looking !== controller) return
      this.#looking = null
      this.#restsTo = beganAt + Math.max(leastStepSamples, restFactor * (this.#heardTo - beganAt))
      if (text !== null) then(text)
    }
    // Recognition that fails for good is told when the turn is recognised.
    this.#parts.recognise(within, controller.signal).then(ended, () => ended(null))
  }

  #hear(hypothesis: Hypothesis): void {
    const last = this.#last
    // A look that was overtaken counts as the earlier one.
    const [earlier, later] = last && last.audioTo > hypothesis.audioTo ? [hypothesis, last] : [last, hypothesis]
    this.#last = later
    if (earlier) this.#settle(withAgreedWords(this.#within(), earlier.text, later.text))
  }

  /** The user speaks on and on: the words up to `place` stand. */
  #settleUpTo(place: number): void {
    this.#look({ from: this.#windowFrom, to: place }, (text) => {
      // The mark at a cut is the recogniser's, not the speaker's.
      this.#settle(withRestOf(this.#within(), text.replace(/[^\p{L}\p{N}]+$/u, '')))
      // Words behind the place may be settled already.
      this.#moveWindow(place, this.#windowAt + lengthCoveredBy(text, this.#within()))
    })
  }

  #cutBehind(from: number): number {
    return this.#parts.quietestWithin({ from: from + earliestCutSamples, to: from + latestCutSamples })
  }

  #moveWindow(place: number, at: number): void {
    this.#last = null
    this.#windowFrom = place
    this.#windowAt = at
  }

  /** Settled words of the window. */
  #within(): string {
    return this.#text.slice(this.#windowAt)
  }

  #settle(within: string): void {
    const before = this.#within()
    if (within === before) return
    this.#text = this.#text.slice(0, this.#windowAt) + (this.#windowAt > 0 && before === '' ? ' ' : '') + within
    this.#parts.onSettled(this.#text)
  }
}
