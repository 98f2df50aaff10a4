import { describe, expect, it } from 'vitest'
import { spectrumBands } from '../browser/spectrum-bands.js'
import { levelOf } from '../level.js'
import { chance } from '../test-support/index.js'
import { createMouth, silentMouth, visemeOf } from './mouth-shape.js'

const rateHz = 16_000
const size = 512

/** Pulses (or noise) through resonances in a row: a vowel as formant synthesisers make it, at half of full scale. */
function through(source: (at: number) => number, formants: readonly (readonly [hertz: number, bandwidth: number])[], peak = 0.5): Float32Array {
  let samples = Float32Array.from({ length: 4_096 }, (_, at) => source(at))
  for (const [hertz, bandwidth] of formants) {
    const radius = Math.exp((-Math.PI * bandwidth) / rateHz)
    const turn = 2 * radius * Math.cos((2 * Math.PI * hertz) / rateHz)
    let [last, before] = [0, 0]
    samples = samples.map((sample) => {
      const now = sample + turn * last - radius * radius * before
      before = last
      last = now
      return now
    })
  }
  const loudest = Math.max(...samples.map(Math.abs))
  return samples.map((sample) => (sample / loudest) * peak)
}

/** A voice of this pitch: pulses that fall by 12 dB an octave and gain 6 at the lips. */
function voice(hertz: number): (at: number) => number {
  let flow = 0
  return (at) => {
    const pulse = Math.floor((at * hertz) / rateHz) !== Math.floor(((at - 1) * hertz) / rateHz) ? 1 : 0
    flow = 0.9 * flow + pulse
    return flow
  }
}

/** Level and bands of the last samples, as an AnalyserNode has them (Blackman window). */
function heard(samples: Float32Array): { level: number; spectrum: Float32Array } {
  const last = samples.subarray(-size)
  const windowed = last.map((sample, at) => sample * (0.42 - 0.5 * Math.cos((2 * Math.PI * at) / size) + 0.08 * Math.cos((4 * Math.PI * at) / size)))
  const decibels = Float32Array.from({ length: size / 2 }, (_, bin) => {
    let real = 0
    let imaginary = 0
    for (const [at, sample] of windowed.entries()) {
      real += sample * Math.cos((2 * Math.PI * bin * at) / size)
      imaginary += sample * Math.sin((2 * Math.PI * bin * at) / size)
    }
    return 20 * Math.log10(Math.hypot(real, imaginary) / size + 1e-9)
  })
  return { level: levelOf(last.reduce((sum, sample) => sum + sample * sample, 0) / size), spectrum: spectrumBands(decibels, rateHz / size) }
}

const vowel = (pitch: number, first: number, second: number, third: number) =>
  heard(
    through(voice(pitch), [
      [first, 70],
      [second, 100],
      [third, 160],
    ]),
  )
/** Noise as a sum of 400 sounds of its band: it has the same spectrum each time. */
function hiss(fromHz: number, toHz: number, peak: number) {
  const random = chance(9)
  const parts = Array.from({ length: 400 }, () => [fromHz + random() * (toHz - fromHz), random() * 7] as const)
  return heard(through((at) => parts.reduce((sum, [hertz, phase]) => sum + Math.sin((2 * Math.PI * hertz * at) / rateHz + phase), 0), [], peak))
}

describe('the viseme', () => {
  // Near the means of the table, not on them.
  for (const pitch of [105, 140, 210]) {
    for (const [viseme, first, second, third] of [
      ['ih', 290, 2220, 2950],
      ['E', 560, 1800, 2500],
      ['aa', 750, 1150, 2500],
      ['oh', 560, 880, 2450],
      ['ou', 330, 900, 2300],
    ] as const) {
      it(`of a vowel with formants at ${first}, ${second}, ${third} Hz and a pitch of ${pitch} Hz is ${viseme}`, () => {
        const { level, spectrum } = vowel(pitch, first, second, third)
        expect(visemeOf(level, spectrum)).toBe(viseme)
      })
    }
  }

  it('of a sharp hiss is that of s, of a dull one that of sh, of a soft one that of f', () => {
    for (const [viseme, fromHz, toHz, peak] of [
      ['SS', 5_500, 7_800, 0.2],
      ['CH', 2_500, 4_500, 0.2],
      ['FF', 5_500, 7_900, 0.03],
    ] as const) {
      const { level, spectrum } = hiss(fromHz, toHz, peak)
      expect(visemeOf(level, spectrum)).toBe(viseme)
    }
  })

  it('of a hum with closed lips is that of n', () => {
    const { level, spectrum } = heard(
      through(voice(120), [
        [250, 60],
        [250, 300],
      ]),
    )
    expect(visemeOf(level, spectrum)).toBe('nn')
  })

  it('of next to nothing is silence', () => {
    const { spectrum } = vowel(120, 730, 1090, 2440)
    expect(visemeOf(0.1, spectrum)).toBe('sil')
  })
})

describe('the mouth', () => {
  const a = vowel(120, 750, 1150, 2500)
  const i = vowel(120, 290, 2220, 2950)
  const nothing = { level: 0, spectrum: new Float32Array(64) }
  const watch = (frames: readonly { level: number; spectrum: Float32Array }[]) => {
    const mouth = createMouth()
    return frames.map(({ level, spectrum }) => mouth.take(level, spectrum))
  }

  it('opens within three frames and is shut again half a second after the sound', () => {
    const shapes = watch([...Array(5).fill(a), ...Array(15).fill(nothing)])
    expect(shapes[2]).toMatchObject({ viseme: 'aa' })
    expect(shapes[2]?.weight).toBeGreaterThan(0.8)
    expect(shapes.at(-1)).toBe(silentMouth)
  })
  it('does not flicker: one frame of another sound is not shown', () => {
    const shapes = watch([a, a, a, i, a, a])
    expect(new Set(shapes.map(({ viseme }) => viseme))).toEqual(new Set(['aa']))
    expect(watch([a, a, i, i, i]).at(-1)?.viseme).toBe('ih')
  })
  it('closes its lips for a short silence between sounds', () => {
    expect(watch([a, a, a, nothing, nothing, i, i]).map(({ viseme }) => viseme)).toEqual(['aa', 'aa', 'aa', 'PP', 'PP', 'ih', 'ih'])
  })
  it('opens no wider than it can, and never jumps', () => {
    const weights = watch([...Array(4).fill(a), nothing, ...Array(4).fill(i), ...Array(9).fill(nothing)]).map(({ weight }) => weight)
    for (const [at, weight] of weights.entries()) {
      expect(weight).toBeLessThanOrEqual(1)
      expect(Math.abs(weight - (weights[at - 1] ?? 0))).toBeLessThanOrEqual(0.6)
    }
  })
})
