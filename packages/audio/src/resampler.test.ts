import { describe, expect, test } from 'vitest'
import { createResampler, resample } from './resampler.js'

const rates = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
const pairs = rates.flatMap((fromHz) => rates.filter((toHz) => toHz !== fromHz).map((toHz): [number, number] => [fromHz, toHz]))

const tone = (hz: number, rateHz: number, seconds = 0.2) =>
  Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, index) => 0.5 * Math.sin((2 * Math.PI * hz * index) / rateHz))

/** The middle part, away from the signal's own beginning and end. */
const middle = (samples: Float32Array) => samples.subarray(samples.length * 0.2, samples.length * 0.8)

const decibels = (ratio: number) => 20 * Math.log10(ratio)

/** Least squares fit of a sinusoid: its amplitude, and the effective amplitude of all the rest. */
function fit(samples: Float32Array, hz: number, rateHz: number): { amplitude: number; rest: number } {
  let ss = 0
  let cc = 0
  let sc = 0
  let ys = 0
  let yc = 0
  const step = (2 * Math.PI * hz) / rateHz
  samples.forEach((y, index) => {
    const s = Math.sin(step * index)
    const c = Math.cos(step * index)
    ss += s * s
    cc += c * c
    sc += s * c
    ys += y * s
    yc += y * c
  })
  const determinant = ss * cc - sc * sc
  const a = (ys * cc - yc * sc) / determinant
  const b = (yc * ss - ys * sc) / determinant
  const power = samples.reduce((sum, y, index) => sum + (y - a * Math.sin(step * index) - b * Math.cos(step * index)) ** 2, 0)
  return { amplitude: Math.hypot(a, b), rest: Math.sqrt((2 * power) / samples.length) }
}

describe.each(pairs)('resampling from %i to %i Hz', (fromHz, toHz) => {
  const lowerHz = Math.min(fromHz, toHz)

  test('passes speech frequencies evenly and adds no images', () => {
    for (const part of [0.01, 0.1, 0.2, 0.3, 0.4, 0.45]) {
      const { amplitude, rest } = fit(middle(resample(tone(part * lowerHz, fromHz), fromHz, toHz)), part * lowerHz, toHz)
      expect(Math.abs(decibels(amplitude / 0.5))).toBeLessThan(0.3)
      expect(decibels(rest / 0.5)).toBeLessThan(-70)
    }
  })

  test('lets nothing through that would alias', () => {
    const highest = fromHz / 2
    for (const hz of [0.55 * lowerHz, 0.6 * lowerHz, 0.8 * lowerHz, 0.97 * highest].filter((each) => each >= 0.55 * lowerHz && each < highest)) {
      const through = middle(resample(tone(hz, fromHz), fromHz, toHz)).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
      expect(decibels(through / 0.5)).toBeLessThan(-70)
    }
  })

  test('gives ceil(n * to / from) samples', () => {
    for (const count of [0, 1, 7, 441, 1_000, 5_001]) expect(resample(new Float32Array(count), fromHz, toHz)).toHaveLength(Math.ceil((count * toHz) / fromHz))
  })

  test('keeps every sound where it was in time', () => {
    const hz = lowerHz / 10
    const out = resample(tone(hz, fromHz), fromHz, toHz)
    const from = Math.floor(out.length * 0.3)
    const shouldBe = tone(hz, toHz).subarray(from, from + 200)
    out.subarray(from, from + 200).forEach((sample, index) => {
      expect(sample).toBeCloseTo(shouldBe[index] as number, 3)
    })
  })
})

describe('a stream', () => {
  const signal = Float32Array.from({ length: 9_000 }, (_, index) => Math.sin(index * index * 0.00009))

  test.each([
    [24_000, 16_000],
    [8_000, 16_000],
    [44_100, 16_000],
    [16_000, 24_000],
    [22_050, 24_000],
    [48_000, 8_000],
  ])('from %i to %i Hz is the same however the packets are cut', (fromHz, toHz) => {
    const whole = resample(signal, fromHz, toHz)
    // A linear congruential generator (Numerical Recipes): cuts differ, and are the same in each run.
    let seed = 1
    const next = (limit: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return seed % limit
    }
    for (const largest of [1, 3, 50, 500, 4_000]) {
      const resampler = createResampler(fromHz, toHz)
      const out: number[] = []
      for (let at = 0; at < signal.length; ) {
        const count = next(largest + 1)
        out.push(...resampler.process(signal.subarray(at, at + count)))
        at += count
      }
      out.push(...resampler.flush())
      expect(Float32Array.from(out)).toEqual(whole)
    }
  })

  test('lags by no more than its stated latency', () => {
    const resampler = createResampler(24_000, 16_000)
    const out = resampler.process(new Float32Array(2_400)).length
    expect(out).toBeGreaterThanOrEqual(Math.floor(((2_400 - resampler.latencySamples) * 2) / 3))
    expect(resampler.latencySamples / 24).toBeLessThan(2)
  })

  test('begins anew after flush and after reset', () => {
    const fresh = createResampler(24_000, 16_000).process(signal).slice()
    const used = createResampler(24_000, 16_000)
    used.process(signal.subarray(100))
    used.flush()
    expect(used.process(signal)).toEqual(fresh)
    used.reset()
    expect(used.process(signal)).toEqual(fresh)
  })

  test('at equal rates passes through', () => {
    expect(createResampler(16_000, 16_000).process(signal)).toBe(signal)
  })
})
