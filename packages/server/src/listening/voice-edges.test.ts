import { describe, expect, test } from 'vitest'
import { voiceEnd, voiceStart } from './voice-edges.js'

/** Levels in dB, 10 ms each: [level, hops] one after the other. */
const levels = (...stretches: [number, number][]) => Float32Array.from(stretches.flatMap(([levelDb, hops]) => Array.from({ length: hops }, () => levelDb)))

describe('the end of a voice', () => {
  test('is where the loudness fell, not where the detector let go', () => {
    expect(voiceEnd(levels([-70, 50], [-20, 100], [-70, 15]), 162)).toBe(150)
  })

  test('includes the decay down to 30 dB below the loud parts', () => {
    expect(voiceEnd(levels([-90, 50], [-20, 100], [-35, 4], [-48, 4], [-55, 4], [-90, 3]), 162)).toBe(158)
  })

  test('in noise is where the voice sinks to the noise', () => {
    expect(voiceEnd(levels([-40, 60], [-20, 80], [-41, 14]), 151)).toBe(140)
  })

  test('lies at most 250 ms before the detector let go', () => {
    expect(voiceEnd(levels([-70, 50], [-20, 100], [-70, 60]), 205)).toBe(180)
  })

  test('is where the detector says when nothing got quieter', () => {
    expect(voiceEnd(levels([-30, 150]), 140)).toBe(140)
  })
})

describe('the start of a voice', () => {
  test('is where the loudness rose, not where the detector took it up', () => {
    expect(voiceStart(levels([-70, 100], [-25, 12]), 109)).toBe(100)
  })

  test('reaches over the closure of a stop consonant', () => {
    expect(voiceStart(levels([-70, 100], [-30, 2], [-65, 3], [-25, 12]), 110)).toBe(100)
  })

  test('leaves a click aside that quiet parts from the voice', () => {
    expect(voiceStart(levels([-70, 90], [-25, 1], [-70, 9], [-25, 12]), 108)).toBe(100)
  })

  test('lies at most 200 ms before the detector took it up', () => {
    expect(voiceStart(levels([-70, 60], [-25, 60]), 110)).toBe(90)
  })

  test('is where the detector says when it was as loud before, or when nothing was before', () => {
    expect(voiceStart(levels([-70, 30], [-60, 60], [-55, 10], [-20, 4]), 100)).toBe(100)
    expect(voiceStart(levels([-20, 4]), 0)).toBe(0)
    expect(voiceStart(levels([-70, 100]), 97)).toBe(97)
  })
})
