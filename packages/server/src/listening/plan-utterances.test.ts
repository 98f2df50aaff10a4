import { describe, expect, test } from 'vitest'
import { planUtterances } from './plan-utterances.js'
import type { Span } from './voice-tracker.js'

const seconds = (from: number, to: number): Span => ({ from: from * 16_000, to: to * 16_000 })
const middle = (span: Span) => (span.from + span.to) / 2
const plan = (voice: Span[], within = seconds(0, 1000)) => planUtterances(voice, within, middle)

describe('utterances for the recogniser', () => {
  test('no voice, no utterance', () => {
    expect(plan([])).toEqual([])
  })

  test('have 0.4 s of audio around the voice, as far as there is any', () => {
    expect(plan([seconds(1, 2)])).toEqual([[seconds(0.6, 2.4)]])
    expect(plan([seconds(1, 2)], seconds(0.9, 2.1))).toEqual([[seconds(0.9, 2.1)]])
  })

  test('keep short pauses whole and leave the middle of long ones out', () => {
    expect(plan([seconds(1, 2), seconds(2.7, 4)])).toEqual([[seconds(0.6, 4.4)]])
    expect(plan([seconds(1, 2), seconds(5, 6)])).toEqual([[seconds(0.6, 2.4), seconds(4.6, 6.4)]])
  })

  test('are at most 24 s long: voice is parted at its pauses', () => {
    expect(plan([seconds(1, 11), seconds(13, 23), seconds(25, 35)])).toEqual([[seconds(0.6, 11.4), seconds(12.6, 23.4)], [seconds(24.6, 35.4)]])
  })

  test('voice without a pause is parted where it is quietest between 15 and 24 s', () => {
    expect(plan([seconds(0, 50)])).toEqual([[seconds(0, 19.5)], [seconds(19.5, 39)], [seconds(39, 50.4)]])
  })

  test('more voice changes none but the last', () => {
    const voice = Array.from({ length: 60 }, (_, index) => seconds(index * 3, index * 3 + 1 + ((index * 7) % 18) / 10))
    for (let count = 1; count < voice.length; count++) {
      const now = plan(voice.slice(0, count), seconds(0, count * 3))
      expect(plan(voice.slice(0, count + 1), seconds(0, count * 3 + 3)).slice(0, now.length - 1)).toEqual(now.slice(0, -1))
    }
  })
})
