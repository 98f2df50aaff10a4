import { expect, test } from 'vitest'
import { quietestPosition } from './quietest-position.js'

const noise = (length: number) => Float32Array.from({ length }, (_, index) => Math.sin(index * index))

test('the middle of the pause is the place to cut', () => {
  const samples = noise(48_000)
  samples.fill(0, 20_000, 21_600)
  expect(Math.abs(quietestPosition(samples) - 20_800)).toBeLessThanOrEqual(160)
})

test('a gap between two glottal pulses is no pause', () => {
  const samples = noise(48_000)
  samples.fill(0, 5_000, 5_100)
  for (let index = 20_000; index < 23_200; index++) samples[index] = (samples[index] as number) / 10
  expect(quietestPosition(samples)).toBeGreaterThan(20_000)
})

test('too little audio is cut in the middle', () => {
  expect(quietestPosition(noise(1_000))).toBe(500)
})
