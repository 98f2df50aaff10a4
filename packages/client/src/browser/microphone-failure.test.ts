import { describe, expect, it } from 'vitest'
import { levelOf } from '../level.js'
import { insecurePage, microphoneFailure } from './microphone-failure.js'
import { bandCount, spectrumBands } from './spectrum-bands.js'

describe('a microphone that does not open', () => {
  it('is denied, missing or busy, by the name that the browser has for it, and says what to do', () => {
    for (const [name, code] of [
      ['NotAllowedError', 'microphone-denied'],
      ['SecurityError', 'microphone-denied'],
      ['NotFoundError', 'microphone-missing'],
      ['OverconstrainedError', 'microphone-missing'],
      ['NotReadableError', 'microphone-busy'],
      ['AbortError', 'microphone-busy'],
    ] as const) {
      const failure = microphoneFailure(new DOMException('no', name))
      expect([failure.code, failure.repair]).toEqual([code, expect.stringMatching(/try again/)])
    }
  })
  it('is refused by pages that came over an insecure connection', () => {
    expect(insecurePage()).toMatchObject({ code: 'microphone-insecure-page', repair: expect.stringContaining('https') })
  })
})

describe('the bands of a spectrum', () => {
  it('sum the power of their bins', () => {
    const decibels = new Float32Array(512).fill(Number.NEGATIVE_INFINITY)
    decibels[20] = -6.02
    decibels[500] = 0
    const bands = spectrumBands(decibels, 48_000 / 1024)
    expect(bands).toHaveLength(bandCount)
    expect(bands[7]).toBeCloseTo(0.5, 3)
    expect(bands.filter((amplitude) => amplitude > 0.001)).toHaveLength(1)
  })
})

describe('a level', () => {
  it('is 1 at full scale, 0 at 60 dB below it, and even in dB between', () => {
    expect([1, 0.001, 0.000001, 0].map((power) => Math.round(levelOf(power) * 100) / 100)).toEqual([1, 0.5, 0, 0])
  })
})
