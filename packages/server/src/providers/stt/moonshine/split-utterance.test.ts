import { expect, test } from 'vitest'
import { splitUtterance } from './split-utterance.js'

const rate = 16_000

test('up to 24 seconds stay whole', () => {
  const samples = new Float32Array(24 * rate).fill(0.1)
  expect(splitUtterance(samples)).toEqual([samples])
})

test('longer audio is cut in its quietest place, nothing is lost', () => {
  const samples = new Float32Array(40 * rate).fill(0.1)
  samples.fill(0, 15 * rate, 15.3 * rate)
  samples.fill(0.01, 30 * rate, 31 * rate)
  const pieces = splitUtterance(samples)
  expect(pieces.map((piece) => Math.floor(piece.length / rate))).toEqual([15, 15, 9])
  expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBe(samples.length)
})

test('audio without a pause is cut all the same', () => {
  const pieces = splitUtterance(new Float32Array(60 * rate).fill(0.1))
  for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(24 * rate)
})
