import type { TurnTimes } from '@sidetone/client'
import { describe, expect, it } from 'vitest'
import type { AudioPiece } from '../session-log/audio-pieces.js'
import type { Decision, Fact } from '../session-log/fact.js'
import { axis } from './axis.js'
import { percentile } from './percentile.js'
import { sessionFigures } from './session-figures.js'
import { turnStories } from './turn-story.js'
import { utterance } from './utterance.js'
import { hearing, whatChanged } from './what-changed.js'

const decision = (name: string, audioMs: number, evidence: Decision['evidence'] = {}): Decision => ({
  decision: name,
  reason: `why ${name}`,
  evidence,
  transcript: null,
  settings: { type: 'server_vad', silence_duration_ms: 200 },
  audioMs,
})

const spoken: TurnTimes = {
  turn: 1,
  speechEndAtMs: 2_000,
  turnEndAtMs: 2_200,
  transcriptAtMs: 2_300,
  responseCreatedAtMs: 2_310,
  firstAudioAtMs: 2_500,
  firstHeardAtMs: 2_550,
  lastHeardAtMs: 4_000,
  bargeInAtMs: null,
  silentAtMs: null,
  reason: 'quiet for 200 ms',
}
const facts: Fact[] = [
  { type: 'decision', atMs: 1_090, ...decision('user_started', 590) },
  { type: 'speech-started', atMs: 1_100, spokenAtMs: 1_000, audioMs: 500 },
  { type: 'decision', atMs: 2_199, ...decision('user_finished', 1_700, { quiet_ms: 200 }) },
  { type: 'speech-ended', atMs: 2_200, audioMs: 1_700, itemId: 'i' },
  { type: 'transcript', atMs: 2_300, text: 'Hello there.', itemId: 'i' },
  { type: 'first-words', atMs: 2_400, responseId: 'r' },
  { type: 'held', atMs: 3_000, untilMs: 3_400 },
  { type: 'reply-ended', atMs: 3_900, status: 'completed' },
]

describe('the story of a turn', () => {
  it('sets speech, quiet, recognition, model, first clause and playout on one axis', () => {
    const [story] = turnStories([spoken], facts)
    expect(story?.spans).toEqual([
      { kind: 'speech', fromMs: 1_000, toMs: 2_000 },
      { kind: 'quiet', fromMs: 2_000, toMs: 2_200 },
      { kind: 'recognition', fromMs: 2_200, toMs: 2_300 },
      { kind: 'model', fromMs: 2_310, toMs: 2_400 },
      { kind: 'voice', fromMs: 2_400, toMs: 2_500 },
      { kind: 'playout', fromMs: 2_550, toMs: 4_000 },
      { kind: 'held', fromMs: 3_000, toMs: 3_400 },
    ])
    expect(story).toMatchObject({ by: 'voice', words: 'Hello there.', audio: { startMs: 500, endMs: 1_500 }, end: { reason: 'why user_finished' } })
  })

  it('has steps that add up to mouth to ear', () => {
    const [story] = turnStories([spoken], facts)
    expect(story?.waterfall).toEqual({
      totalMs: 550,
      steps: [
        { kind: 'quiet', ms: 200 },
        { kind: 'recognition', ms: 110 },
        { kind: 'model', ms: 90 },
        { kind: 'voice', ms: 100 },
        { kind: 'playout', ms: 50 },
      ],
    })
  })

  it('adds up too when the server tells little', () => {
    const [story] = turnStories([{ ...spoken, responseCreatedAtMs: null, transcriptAtMs: null, firstAudioAtMs: null }], [])
    expect(story?.waterfall.steps.reduce((sum, { ms }) => sum + ms, 0)).toBe(story?.waterfall.totalMs)
  })

  it('counts from Enter when the turn was typed, and has no quiet', () => {
    const [story] = turnStories([{ ...spoken, speechEndAtMs: 500 }], [{ type: 'typed', atMs: 2_199, text: 'Hi' }])
    expect(story).toMatchObject({ by: 'text', words: 'Hi', audio: null, waterfall: { totalMs: 350 } })
    expect(story?.spans.map(({ kind }) => kind)).not.toContain('quiet')
  })

  it('is spoken when nothing was typed, as with push-to-talk', () => {
    expect(turnStories([spoken], [])[0]?.by).toBe('voice')
  })

  it('an interruption ends what was heard, and what was said in it belongs to the next turn', () => {
    const next = { ...spoken, turn: 2, speechEndAtMs: 5_000, turnEndAtMs: 5_200, firstAudioAtMs: null, firstHeardAtMs: null, lastHeardAtMs: null }
    const speech: Fact = { type: 'speech-started', atMs: 3_000, spokenAtMs: 2_900, audioMs: 2_400 }
    const [first, second] = turnStories([{ ...spoken, lastHeardAtMs: null, bargeInAtMs: 3_000, silentAtMs: 3_010 }, next], [...facts.slice(0, 6), speech])
    expect(first?.spans.at(-1)).toEqual({ kind: 'playout', fromMs: 2_550, toMs: 3_010 })
    expect(first?.points.at(-1)).toMatchObject({ kind: 'interruption', atMs: 3_000 })
    expect(second?.spans[0]).toEqual({ kind: 'speech', fromMs: 2_900, toMs: 5_000 })
    expect(second?.waterfall.totalMs).toBeNull()
  })

  it('begins anew with a new session', () => {
    const [story] = turnStories([spoken], [{ type: 'decision', atMs: 10, ...decision('user_started', 1) }, { type: 'session-began', atMs: 900 }, ...facts])
    expect(story?.points.filter(({ kind }) => kind === 'decision')).toHaveLength(2)
  })

  it('has speech over the reply that was no interruption, which is none of the next turn', () => {
    const aside: Fact[] = [
      { type: 'decision', atMs: 3_000, ...decision('user_started', 2_500) },
      { type: 'decision', atMs: 3_400, ...decision('no_interruption', 2_900) },
    ]
    const next: Fact[] = [
      { type: 'decision', atMs: 9_000, ...decision('user_started', 8_500) },
      { type: 'speech-started', atMs: 9_000, spokenAtMs: 8_900, audioMs: 8_100 },
      { type: 'decision', atMs: 9_900, ...decision('user_finished', 9_400) },
    ]
    const unanswered = { transcriptAtMs: null, responseCreatedAtMs: null, firstAudioAtMs: null, firstHeardAtMs: null, lastHeardAtMs: null }
    const second = { ...spoken, ...unanswered, turn: 2, speechEndAtMs: 9_500, turnEndAtMs: 9_900 }
    const [first, behind] = turnStories([spoken, second], [...facts, ...aside, ...next])
    expect(first?.points.map((point) => (point.kind === 'decision' ? point.decision.decision : point.kind))).toEqual([
      'user_started',
      'user_finished',
      'user_started',
      'held',
      'no_interruption',
    ])
    expect(first?.points[3]).toMatchObject({ because: 'speech' })
    expect(behind).toMatchObject({ fromMs: 8_900, points: [{ atMs: 9_000 }, { atMs: 9_900 }] })
  })

  it('tells how soon it was silent when it was interrupted, and for how long the voice was held back', () => {
    const [story] = turnStories([{ ...spoken, bargeInAtMs: 3_500, silentAtMs: 3_512 }], facts)
    expect(story?.points.slice(2)).toEqual([
      { kind: 'held', atMs: 3_000, ms: 400, because: 'late' },
      { kind: 'interruption', atMs: 3_500, silentMs: 12 },
    ])
  })

  it('has the tools that were called, from the call to its result', () => {
    const calls: Fact[] = [
      { type: 'tool-began', atMs: 2_420, call: 'a' },
      { type: 'tool-began', atMs: 2_430, call: 'b' },
      { type: 'tool-ended', atMs: 2_480, call: 'b' },
    ]
    expect(turnStories([spoken], [...facts, ...calls])[0]?.spans.filter(({ kind }) => kind === 'tool')).toEqual([{ kind: 'tool', fromMs: 2_430, toMs: 2_480 }])
  })
})

describe('figures of the session', () => {
  it.each([
    [[], 0.5, null],
    [[7], 0.95, 7],
    [[4, 1, 3, 2], 0.5, 2],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95, 10],
  ])('of %j the percentile %d is %s', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected)
  })

  it('count turns by voice alone, against each target', () => {
    const typed: TurnTimes = { ...spoken, turn: 2, turnEndAtMs: 9_000, firstHeardAtMs: 9_100 }
    const stories = turnStories([spoken, typed], [...facts, { type: 'typed', atMs: 8_999, text: 'Hi' }])
    expect(sessionFigures(stories, 'voice')).toEqual({ turns: 1, p50Ms: 550, p95Ms: 550, within: [0, 0, 1] })
    expect(sessionFigures(stories, 'text')).toMatchObject({ turns: 1, p50Ms: 100 })
  })
})

describe('the time axis', () => {
  it('has round marks, not more than asked for', () => {
    expect(axis(1_000, 4_100, 6).ticksMs).toEqual([0, 1_000, 2_000, 3_000])
    expect(axis(1_000, 4_100, 6).percent(1_310)).toBeCloseTo(10)
  })
})

describe('a turn heard again', () => {
  const piece = (audioStartMs: number, durationMs: number, value: number, sampleRateHz = 24_000): AudioPiece => ({
    side: 'user',
    itemId: null,
    sampleRateHz,
    audioStartMs,
    atMs: 0,
    durationMs,
    packets: [new Int16Array((sampleRateHz / 1_000) * durationMs).fill(value)],
  })

  it('is what was sent, from half a second before to what followed, with silence where nothing was sent', () => {
    const said = utterance([piece(0, 100, 1), piece(900, 1_100, 2), piece(3_000, 100, 3), piece(9_000, 100, 4)], { startMs: 1_000, endMs: 1_900 })
    expect(said).toMatchObject({ startMs: 500, speechEndMs: 1_400 })
    const at = (ms: number) => said?.samples[ms * 24]
    expect([at(0), at(399), at(401), at(1_400), at(1_600), at(2_550), at(3_500)]).toEqual([0, 0, 2, 2, 0, 3, 0])
    expect(said?.samples.length).toBe((1_900 + 2_500 - 500) * 24)
  })

  it('comes at one rate, whatever the line had', () => {
    expect(utterance([piece(0, 1_000, 1_000, 8_000)], { startMs: 500, endMs: 900 })?.samples[500 * 24]).toBeGreaterThan(800)
  })

  it('is not there when its audio was not kept', () => {
    expect(utterance([piece(9_000, 100, 4)], { startMs: 1_000, endMs: 2_000 })).toBeNull()
  })

  it('cuts in when the user went on behind its end', () => {
    const patient = hearing([decision('user_started', 600), decision('user_finished', 2_500)], 1_700)
    const quick = hearing([decision('user_started', 600), decision('user_finished', 1_200), decision('user_started', 1_500, { voice_ms: 100 })], 1_700)
    expect(quick).toMatchObject({ delayMs: -500, cutsInMs: 200, reason: 'why user_finished' })
    expect(whatChanged(patient, quick)).toBe('1,300 ms earlier, cuts in: you went on 200 ms later')
    expect(whatChanged(quick, patient)).toBe('1,300 ms later, does not cut in')
    expect(whatChanged(patient, hearing([], 1_700))).toBe('would not have ended')
  })
})
