import { expect, test } from 'vitest'
import { findSpeech } from './speech-edges.js'

const rate = 16_000

/** Stretches of a tone, amplitude 0 to 1, over a faint hum. */
function recording(...stretches: [ms: number, amplitude: number][]): Int16Array {
  const samples: number[] = []
  for (const [ms, amplitude] of stretches) {
    for (let index = 0; index < (rate * ms) / 1000; index++) {
      samples.push(Math.sin(index / 5) * (amplitude * 32_000 + 10))
    }
  }
  return Int16Array.from(samples)
}

test('the end of speech is where the last sound ends', () => {
  const speech = findSpeech(recording([300, 0], [500, 0.5], [400, 0], [200, 0.3], [600, 0]), rate)
  expect(speech.lastEndMs(Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(1_400)
  expect(speech.lastEndMs(Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(1_420)
})

test('seen from within a pause, it is the end of what was said before', () => {
  const speech = findSpeech(recording([300, 0], [500, 0.5], [400, 0], [200, 0.3], [600, 0]), rate)
  expect(speech.lastEndMs(1_100)).toBeGreaterThanOrEqual(800)
  expect(speech.lastEndMs(1_100)).toBeLessThanOrEqual(820)
  expect(speech.lastEndMs(250)).toBeNull()
})

test('a click is no speech', () => {
  const speech = findSpeech(recording([300, 0], [500, 0.5], [400, 0], [8, 0.5], [600, 0]), rate)
  expect(speech.lastEndMs(Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(820)
})
