import { expect, test } from 'vitest'
import { dbfs, peak, rms, silenceDbfs } from './levels.js'

test('a full-scale square wave is at 0 dBFS, a sine 3 dB below it', () => {
  expect(dbfs(rms(Float32Array.of(1, -1, 1, -1)))).toBe(0)
  expect(dbfs(rms(Float32Array.from({ length: 1_000 }, (_, index) => Math.sin((2 * Math.PI * index) / 100))))).toBeCloseTo(-3.01, 2)
})

test('half the amplitude is 6 dB less, silence is at the bottom', () => {
  expect(dbfs(0.5)).toBeCloseTo(-6.02, 2)
  expect(dbfs(rms(new Float32Array(10)))).toBe(silenceDbfs)
  expect(dbfs(rms(new Float32Array(0)))).toBe(silenceDbfs)
})

test('the peak is the largest magnitude of either sign', () => {
  expect(peak(Float32Array.of(0.25, -0.75, 0.5))).toBe(0.75)
  expect(peak(new Float32Array(0))).toBe(0)
})
