import { type Clock, ManualClock } from '../../lib/clock.js'
import type { SpeechPiece, SpeechRequest, SpeechSynthesiser } from '../../providers/tts/contract.js'
import type { Pace, SpeakingSettings, SpokenAudio } from '../contract.js'
import { createPace } from '../pace.js'
import { createSpeak } from '../speak.js'

export const sampleRateHz = 16_000
/** How long each word takes. */
export const wordMs = 200

interface Behaviour {
  /** Silence around each clause. */
  readonly edgeMs?: number
  readonly sample?: (index: number) => number
  /** The text of the clause that fails. */
  readonly fails?: string
  /** The text of the clause that never comes. */
  readonly hangs?: string
  readonly piecesPerClause?: number
}

/** Speaks every word in 200 ms, and notes what it was asked for. */
export class WordSynthesiser implements SpeechSynthesiser {
  readonly name = 'words'
  readonly voices = ['one']
  readonly requests: SpeechRequest[] = []
  readonly #behaviour: Behaviour

  constructor(behaviour: Behaviour = {}) {
    this.#behaviour = behaviour
  }

  async *synthesise(request: SpeechRequest, signal: AbortSignal): AsyncIterable<SpeechPiece> {
    this.requests.push(request)
    const { edgeMs = 0, sample = (index) => (index % 2 === 0 ? 8000 : -8000), fails, hangs, piecesPerClause = 1 } = this.#behaviour
    if (request.text === fails) throw new Error('no voice left')
    if (request.text === hangs) await new Promise(() => signal.throwIfAborted())
    const words = [...request.text.matchAll(/\S+/g)]
    const perPiece = Math.ceil(words.length / piecesPerClause)
    for (let first = 0; first < words.length; first += perPiece) {
      const here = words.slice(first, first + perPiece)
      const speechMs = here.length * wordMs
      const samples = Int16Array.from({ length: ((speechMs + 2 * edgeMs) / 1000) * sampleRateHz }, (_, index) => {
        const ms = (index / sampleRateHz) * 1000
        return ms < edgeMs || ms >= edgeMs + speechMs ? 0 : sample(index)
      })
      yield {
        samples,
        sampleRateHz,
        words: here.map((word, index) => ({
          textStart: word.index,
          textEnd: word.index + word[0].length,
          startMs: edgeMs + index * wordMs,
          endMs: edgeMs + (index + 1) * wordMs,
        })),
      }
    }
  }

  async close(): Promise<void> {}
}

/** A manual clock that knows how many of its timers are still set. */
class CountingClock implements Clock {
  readonly #clock = new ManualClock()
  timers = 0
  nowMs = () => this.#clock.nowMs()
  wallTime = () => this.#clock.wallTime()
  advance = (byMs: number) => this.#clock.advance(byMs)
  after(delayMs: number, fire: () => void) {
    let set = true
    const clear = () => {
      if (set) this.timers--
      set = false
    }
    this.timers++
    const timer = this.#clock.after(delayMs, () => {
      clear()
      fire()
    })
    return {
      cancel() {
        clear()
        timer.cancel()
      },
    }
  }
}

interface Left extends SpokenAudio {
  readonly atMs: number
}

/** A reply being spoken: what has left, and when. */
export function speaking(text: AsyncIterable<string>, { behaviour = {}, ...more }: { behaviour?: Behaviour } & Partial<SpeakingSettings> = {}) {
  const clock = new CountingClock()
  const synthesiser = new WordSynthesiser(behaviour)
  const pace: Pace = createPace()
  const controller = new AbortController()
  const settings: SpeakingSettings = {
    voice: 'one',
    speed: 1,
    format: { encoding: 'pcm16', sampleRateHz: 16_000 },
    leadMs: 60_000,
    longestPieceMs: 200,
    ...more,
  }
  const left: Left[] = []
  let ended = false
  const done = (async () => {
    for await (const spoken of createSpeak({ synthesiser, clock })(text, settings, pace, controller.signal)) left.push({ ...spoken, atMs: clock.nowMs() })
    ended = true
  })()
  done.catch(() => {})
  return {
    clock,
    synthesiser,
    pace,
    controller,
    left,
    done,
    get ended() {
      return ended
    },
    get durationMs() {
      return left.reduce((total, each) => total + each.durationMs, 0)
    },
    get marks() {
      return left.flatMap((each) => each.words)
    },
  }
}

export async function* written(...deltas: string[]): AsyncGenerator<string> {
  yield* deltas
}
