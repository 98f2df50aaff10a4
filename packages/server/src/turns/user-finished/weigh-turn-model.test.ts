import { describe, expect, it } from 'vitest'
import type { Rhythm } from '../contract.js'
import { neededQuiet, quietByState } from './needed-quiet.js'
import { userFinished } from './user-finished.js'
import { weighTurnModel } from './weigh-turn-model.js'

const mostMs = 1_500
const quiet = (byWordsMs: number, probability: number) => weighTurnModel(byWordsMs, { state: 'answered', probability }, mostMs).ms
const noRhythm: Rhythm = { pausesMs: [], inTurn: 0, quietMs: 0 }

describe('a turn model', () => {
  it.each([
    [1, 300],
    [0.75, 600 / Math.SQRT2],
    [0.5, 600],
    [0.25, 600 * Math.SQRT2],
    [0, 1_200],
  ])('T13 that is sure by %d makes %d ms of the 600 of the words', (probability, ms) => {
    expect(quiet(600, probability)).toBeCloseTo(ms, 9)
  })

  it('T13 never asks for less than 200 ms, nor for more than incomplete words do', () => {
    expect(quiet(210, 1)).toBe(200)
    expect(quiet(900, 0)).toBe(mostMs)
    expect(quiet(mostMs, 0)).toBe(mostMs)
  })

  it('T13 gives way to the pauses of the speaker', () => {
    const rhythm: Rhythm = { pausesMs: [700], inTurn: 1, quietMs: 0 }
    const { ms, reason } = neededQuiet({ words: 'Why?', prosody: null, turnModel: { state: 'answered', probability: 1 } }, rhythm, 'auto')
    expect(ms).toBe(750)
    expect(reason).toMatch(/done by 100 % for the turn model, the speaker pauses for up to 750 ms$/)
  })

  it('T13 helps where the words are not known', () => {
    const { ms } = neededQuiet({ words: null, prosody: null, turnModel: { state: 'answered', probability: 0.9 } }, noRhythm, 'auto')
    expect(ms).toBeLessThan(quietByState.unknown * 0.6)
  })

  it.each([
    ['waiting', 'the turn model has not answered'],
    ['failed', 'the turn model failed'],
  ] as const)('T14 that is %s changes no quiet, and the reason says so', (state, told) => {
    const plain = neededQuiet({ words: 'Why?', prosody: null }, noRhythm, 'auto')
    expect(neededQuiet({ words: 'Why?', prosody: null, turnModel: { state } }, noRhythm, 'auto')).toEqual({ ms: plain.ms, reason: `${plain.reason}, ${told}` })
  })

  it('T14 that is not there is not told of', () => {
    expect(weighTurnModel(600, undefined, mostMs)).toEqual({ ms: 600, reason: null })
  })

  it('T3 changes nothing under server_vad', () => {
    const evidence = { audioMs: 1_000, voice: false, voiceStartMs: 0, quietMs: 490, words: 'Why?', prosody: null }
    const settings = { kind: 'server-vad', threshold: 0.5, prefixPaddingMs: 300, silenceDurationMs: 500, idleTimeoutMs: null } as const
    const verdict = userFinished({ ...evidence, turnModel: { state: 'answered', probability: 1 } }, noRhythm, {
      ...settings,
      createReply: true,
      interruptReply: true,
    })
    expect(verdict).toEqual({ type: 'wait', neededQuietMs: 500 })
  })

  it('T7 its probability is among the figures of the decision', () => {
    const evidence = { audioMs: 2_000, voice: false, voiceStartMs: 0, quietMs: 700, words: 'Why?', prosody: null }
    const settings = { kind: 'semantic-vad', eagerness: 'auto', createReply: true, interruptReply: true } as const
    expect(userFinished({ ...evidence, turnModel: { state: 'answered', probability: 0.87654 } }, noRhythm, settings)).toMatchObject({
      type: 'finished',
      evidence: { doneProbability: 0.877 },
    })
  })
})
