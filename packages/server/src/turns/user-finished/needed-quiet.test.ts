import { describe, expect, it } from 'vitest'
import type { Rhythm } from '../contract.js'
import { neededQuiet } from './needed-quiet.js'
import { learnRhythm, quietByRhythm } from './rhythm.js'

const noRhythm: Rhythm = { pausesMs: [], inTurn: 0, quietMs: 0 }
const statement = 'The lead had dried into the shape of a pan.'
const needed = (words: string | null, finalPitchSemitones: number | null = null, rhythm = noRhythm) =>
  neededQuiet({ words, prosody: finalPitchSemitones === null ? null : { finalPitchSemitones, finalLevelDb: -10 } }, rhythm, 'auto').ms

describe('needed quiet', () => {
  it('T4 the less the words can be all, the more quiet is needed', () => {
    const rising = ['Where are you bound?', statement, 'The parish of Saint Giles', 'I think so, but'].map((words) => needed(words))
    expect(rising).toEqual([...rising].sort((a, b) => a - b))
    expect(new Set(rising).size).toBe(rising.length)
  })

  it('T4 eagerness moves every time one way', () => {
    for (const words of [null, statement, 'but', 'Why?', 'Yes.']) {
      const [high, auto, medium, low] = (['high', 'auto', 'medium', 'low'] as const).map((each) => neededQuiet({ words, prosody: null }, noRhythm, each).ms)
      expect(high).toBeLessThan(auto as number)
      expect(medium).toBe(auto)
      expect(low).toBeGreaterThan(auto as number)
    }
  })

  it('T10 a statement on which the voice went down ends sooner', () => {
    expect(needed(statement, -4)).toBeLessThan(needed(statement, 0))
    expect(needed('I think so, but', -4)).toBe(needed('I think so, but', 0))
  })

  it('T11 a speaker who paused in this turn gets a longer pause than that, within bounds', () => {
    const paused = (quietMs: number) => learnRhythm(learnRhythm(noRhythm, { voice: false, quietMs }), { voice: true, quietMs: 0 })
    expect(needed('Where are you bound?', null, paused(450))).toBeGreaterThan(450)
    expect(quietByRhythm(paused(950))).toBeLessThanOrEqual(800)
    expect(quietByRhythm(paused(120))).toBe(0)
  })

  it('T11 a new turn begins without the pauses of the last one', () => {
    const paused = learnRhythm(learnRhythm(noRhythm, { voice: false, quietMs: 450 }), { voice: true, quietMs: 0 })
    const later = learnRhythm(learnRhythm(paused, { voice: false, quietMs: 5_000 }), { voice: true, quietMs: 0 })
    expect(quietByRhythm(later)).toBe(0)
  })
})
