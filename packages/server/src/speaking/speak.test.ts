import { decodeMulaw, floatFromInt16, int16FromBytes, int16FromFloat, resample } from '@sidetone/audio'
import { SidetoneError } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { type Clock, ManualClock, settle } from '../lib/clock.js'
import { AsyncQueue } from '../lib/queue.js'
import type { SpeechPiece, SpeechRequest, SpeechSynthesiser } from '../providers/tts/contract.js'
import type { Pace, SpeakingSettings, SpokenAudio } from './contract.js'
import { createPace } from './pace.js'
import { createSpeak } from './speak.js'

const sampleRateHz = 16_000
const wordMs = 200

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
class WordSynthesiser implements SpeechSynthesiser {
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
function speaking(text: AsyncIterable<string>, { behaviour = {}, ...more }: { behaviour?: Behaviour } & Partial<SpeakingSettings> = {}) {
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

async function* written(...deltas: string[]): AsyncGenerator<string> {
  yield* deltas
}

describe('speaking', () => {
  it('text comes out as audio, clause after clause, with a pause by punctuation between them', async () => {
    const reply = speaking(written('Good morning, you all. ', 'How are you?\n\n', 'Fine.'))
    await reply.done
    expect(reply.synthesiser.requests.map(({ text }) => text)).toEqual(['Good morning,', 'you all.', 'How are you?', 'Fine.'])
    const words = 8 * wordMs
    const pauses = 120 + 250 + 400
    // each clause is pushed through the resampler; at equal rates that takes nothing
    expect(reply.durationMs).toBeCloseTo(words + pauses, 6)
    expect(reply.left.map(({ audio }) => audio.length).reduce((a, b) => a + b)).toBe(((words + pauses) / 1000) * 16_000 * 2)
  })

  it('the voice and the speed are handed on, and fast speech pauses less', async () => {
    const reply = speaking(written('One. Two.'), { voice: 'other', speed: 2 })
    await reply.done
    expect(reply.synthesiser.requests).toEqual([
      { text: 'One.', voice: 'other', speed: 2 },
      { text: 'Two.', voice: 'other', speed: 2 },
    ])
    expect(reply.durationMs).toBeCloseTo(2 * wordMs + 125, 6)
  })

  it('the first chunk is small, later ones are larger, and a clause ends with a chunk', async () => {
    const reply = speaking(written('one two three four. Next.'))
    await reply.done
    expect(reply.left.map(({ durationMs }) => Math.round(durationMs))).toEqual([60, 100, 200, 200, 200, 40, 200, 200, 50])
  })

  it('the first clause leaves while the text is still being written', async () => {
    const text = new AsyncQueue<string>()
    const reply = speaking(text)
    text.push('Hello there. A')
    await settle()
    expect(reply.durationMs).toBeCloseTo(2 * wordMs, 6)
    expect(reply.ended).toBe(false)
    text.end()
    await reply.done
    expect(reply.synthesiser.requests.map((request) => request.text)).toEqual(['Hello there.', 'A'])
  })

  it('text with nothing to say gives no audio', async () => {
    for (const deltas of [[], [''], ['  \n'], ['---', '\n\n***']]) {
      const reply = speaking(written(...deltas))
      await reply.done
      expect(reply.left).toEqual([])
      expect(reply.synthesiser.requests).toEqual([])
    }
  })

  it('a clause with nothing to say leaves no pause behind', async () => {
    const reply = speaking(written('One.\n\n---'))
    await reply.done
    expect(reply.durationMs).toBeCloseTo(wordMs, 6)
  })

  it('at most two clauses are synthesised beyond the one being spoken', async () => {
    const reply = speaking(written('One. Two. Three. Four. Five. Six.'), { leadMs: 60 })
    await reply.clock.advance(0)
    expect(reply.synthesiser.requests.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.'])
    await reply.clock.advance(wordMs + 250)
    expect(reply.synthesiser.requests.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.', 'Four.'])
    reply.controller.abort()
  })
})

describe('marks', () => {
  it('each word carries its place in the original text and the time of its end, in the chunk in which it ends', async () => {
    const text = 'I **paid** $12.50, [today](https://a.b/c).'
    const reply = speaking(written(text))
    await reply.done
    expect(reply.synthesiser.requests.map((request) => request.text)).toEqual(['I paid twelve dollars and fifty cents,', 'today.'])
    const heard = reply.marks.map(({ textEnd }) => text.slice(0, textEnd))
    expect([...new Set(heard)]).toEqual(['I', 'I **paid**', 'I **paid** ', 'I **paid** $12.50, ', text])
    expect(reply.marks.map(({ audioEndMs }) => Math.round(audioEndMs))).toEqual([200, 400, 600, 800, 1000, 1200, 1400, 1400 + 120 + 200])
    let startMs = 0
    for (const { words, durationMs } of reply.left) {
      for (const { audioEndMs } of words) {
        expect(audioEndMs).toBeGreaterThan(startMs - 1e-6)
        expect(audioEndMs).toBeLessThanOrEqual(startMs + durationMs + 1e-6)
      }
      startMs += durationMs
    }
  })

  it('the last word takes the marks behind it along', async () => {
    const text = 'So it is!) 😀 \n'
    const reply = speaking(written(text))
    await reply.done
    expect(reply.marks.at(-1)).toEqual({ textEnd: text.length, audioEndMs: 600 })
  })

  it('times count on through the pieces of a clause', async () => {
    const reply = speaking(written('one two three four'), { behaviour: { piecesPerClause: 2 } })
    await reply.done
    expect(reply.marks).toEqual([
      { textEnd: 3, audioEndMs: 200 },
      { textEnd: 7, audioEndMs: 400 },
      { textEnd: 13, audioEndMs: 600 },
      { textEnd: 18, audioEndMs: 800 },
    ])
  })

  it('silence around a clause is taken off, and the times follow', async () => {
    const reply = speaking(written('One two. Three.'), { behaviour: { edgeMs: 300 } })
    await reply.done
    const clause = (words: number) => 20 + words * wordMs + 40
    expect(reply.durationMs).toBeCloseTo(clause(2) + 250 + clause(1), 0)
    expect(reply.marks.map(({ audioEndMs }) => Math.round(audioEndMs))).toEqual([220, 420, clause(2) + 250 + 220])
  })

  it('a voice that says nothing audible is kept as it is', async () => {
    const reply = speaking(written('one two.'), { behaviour: { sample: () => 0 } })
    await reply.done
    expect(reply.durationMs).toBeCloseTo(400, 6)
    expect(reply.marks.at(-1)).toEqual({ textEnd: 8, audioEndMs: 400 })
  })
})

describe('audio', () => {
  const tone = (index: number) => Math.round(8000 * Math.sin((2 * Math.PI * 440 * index) / sampleRateHz))

  it('is resampled in one go: chunks and clauses join as if the whole reply had been resampled at once', async () => {
    const format = { encoding: 'pcm16', sampleRateHz: 24_000 } as const
    const reply = speaking(written('One two three four five. Six seven'), { behaviour: { sample: tone }, format })
    await reply.done
    const samples = int16FromBytes(Buffer.concat(reply.left.map(({ audio }) => audio)))
    const clause = Int16Array.from({ length: 16_000 }, (_, index) => tone(index))
    const whole = int16FromFloat(resample(floatFromInt16(clause), 16_000, 24_000))
    const differences = Array.from(whole.subarray(0, 23_900), (sample, index) => Math.abs(sample - (samples[index] as number)))
    expect(Math.max(...differences)).toBeLessThanOrEqual(1)
  })

  it('comes in the format asked for', async () => {
    const mulaw = speaking(written('one two'), { behaviour: { sample: tone }, format: { encoding: 'mulaw', sampleRateHz: 8_000 } })
    await mulaw.done
    const bytes = Buffer.concat(mulaw.left.map(({ audio }) => audio))
    expect(bytes.length).toBeCloseTo((mulaw.durationMs / 1000) * 8_000, 6)
    expect(Math.max(...decodeMulaw(bytes))).toBeGreaterThan(7_500)
    const alaw = speaking(written('one two'), { format: { encoding: 'alaw', sampleRateHz: 8_000 } })
    await alaw.done
    expect(Buffer.concat(alaw.left.map(({ audio }) => audio)).length).toBe(bytes.length)
  })
})

describe('pacing', () => {
  it('audio that has left ends at most the lead ahead of real time', async () => {
    const reply = speaking(written('one two three four five'), { leadMs: 300 })
    await reply.clock.advance(0)
    expect(reply.left.map(({ durationMs }) => durationMs)).toEqual([60, 100])
    await reply.clock.advance(59)
    expect(reply.left.length).toBe(2)
    await reply.clock.advance(1)
    expect(reply.left.length).toBe(3)
    await reply.clock.advance(1000)
    await reply.done
    let endMs = 0
    for (const { durationMs, atMs } of reply.left) {
      endMs += durationMs
      expect(endMs - atMs).toBeLessThanOrEqual(300)
    }
    expect(reply.left.map(({ atMs }) => Math.round(atMs))).toEqual([0, 0, 60, 260, 460, 660, 700].slice(0, reply.left.length))
  })

  it('without a lead, a chunk leaves when the one before it has been heard', async () => {
    const reply = speaking(written('one two'), { leadMs: 0 })
    await reply.clock.advance(5_000)
    await reply.done
    expect(reply.left.map(({ atMs }) => atMs)).toEqual([0, 60, 160, 360])
  })

  it('after a gap in the text, real time begins anew and the pause that was heard is not made twice', async () => {
    const text = new AsyncQueue<string>()
    const reply = speaking(text, { leadMs: 300 })
    text.push('One. T')
    await reply.clock.advance(200 + 100)
    text.push('wo. T')
    await reply.clock.advance(0)
    // 100 of the 250 ms have been heard
    expect(reply.left.map(({ durationMs, atMs }) => [Math.round(durationMs), atMs])).toEqual([
      [60, 0],
      [100, 0],
      [40, 0],
      [200, 300],
    ])
    await reply.clock.advance(5_000)
    text.push('hree.')
    text.end()
    await reply.clock.advance(5_000)
    await reply.done
    expect(reply.durationMs).toBeCloseTo(3 * wordMs + 150, 6)
  })

  it('released, the rest leaves at once', async () => {
    const reply = speaking(written('One two three four five. Six seven.'), { leadMs: 100 })
    await reply.clock.advance(100)
    expect(reply.ended).toBe(false)
    reply.pace.release()
    await reply.done
    expect(reply.clock.nowMs()).toBe(100)
    expect(reply.clock.timers).toBe(0)
    expect(reply.durationMs).toBeCloseTo(7 * wordMs + 250, 6)
  })

  it('released from the beginning, nothing waits', async () => {
    const reply = speaking(written('one two three four five.'), { leadMs: 0 })
    reply.pace.release()
    await reply.done
    expect(reply.clock.nowMs()).toBe(0)
  })
})

describe('an end before the end', () => {
  const reason = new Error('interrupted')

  it('an abort while a chunk waits for its time stops at once with its reason', async () => {
    const reply = speaking(written('one two three four five.'), { leadMs: 100 })
    await reply.clock.advance(0)
    const before = reply.left.length
    expect(reply.clock.timers).toBe(1)
    reply.controller.abort(reason)
    await expect(reply.done).rejects.toBe(reason)
    expect(reply.left.length).toBe(before)
    expect(reply.clock.timers).toBe(0)
  })

  it('an abort while there is no text yet', async () => {
    let letGo = false
    const silent: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          letGo = true
          return { done: true, value: undefined }
        },
      }),
    }
    const reply = speaking(silent)
    await settle()
    reply.controller.abort(reason)
    await expect(reply.done).rejects.toBe(reason)
    expect(letGo).toBe(true)
  })

  it('an abort while the synthesiser hangs', async () => {
    const reply = speaking(written('One. Two.'), { behaviour: { hangs: 'Two.' } })
    await settle()
    expect(reply.durationMs).toBeCloseTo(wordMs, 6)
    reply.controller.abort(reason)
    await expect(reply.done).rejects.toBe(reason)
  })

  it('an abort before the beginning asks nobody for anything', async () => {
    const controller = new AbortController()
    controller.abort(reason)
    const synthesiser = new WordSynthesiser()
    const settings: SpeakingSettings = { voice: 'one', speed: 1, format: { encoding: 'pcm16', sampleRateHz: 16_000 }, leadMs: 0, longestPieceMs: 200 }
    const speak = createSpeak({ synthesiser, clock: new ManualClock() })
    await expect(speak(written('One.'), settings, createPace(), controller.signal)[Symbol.asyncIterator]().next()).rejects.toBe(reason)
    expect(synthesiser.requests).toEqual([])
  })

  it('a listener that leaves lets the text go', async () => {
    let letGo = false
    const text = (async function* () {
      try {
        for (;;) yield 'More and more of it. '
      } finally {
        letGo = true
      }
    })()
    const settings: SpeakingSettings = { voice: 'one', speed: 1, format: { encoding: 'pcm16', sampleRateHz: 16_000 }, leadMs: 0, longestPieceMs: 200 }
    for await (const _ of createSpeak({ synthesiser: new WordSynthesiser(), clock: new ManualClock() })(
      text,
      settings,
      createPace(),
      new AbortController().signal,
    ))
      break
    await settle()
    expect(letGo).toBe(true)
  })

  it('what a failing synthesiser has not said fails as synthesis-failed, behind what it had said', async () => {
    const reply = speaking(written('One. Two. Three.'), { behaviour: { fails: 'Two.' } })
    const failure = await reply.done.catch((error) => error)
    expect(failure).toBeInstanceOf(SidetoneError)
    expect(failure).toMatchObject({ code: 'synthesis-failed', cause: new Error('no voice left') })
    expect(reply.durationMs).toBeCloseTo(wordMs, 6)
    expect(reply.synthesiser.requests.map(({ text }) => text)).toEqual(['One.', 'Two.'])
  })

  it('the failure of the text comes through as it is, behind the clauses that were whole', async () => {
    const failure = new SidetoneError('language-model-failed', 'gone')
    const text = (async function* () {
      yield 'One. Two'
      throw failure
    })()
    const reply = speaking(text)
    await expect(reply.done).rejects.toBe(failure)
    expect(reply.durationMs).toBeCloseTo(wordMs, 6)
  })
})
