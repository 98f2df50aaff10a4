import { describe, expect, it } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { createWordsByTime } from './words-by-time.js'

const never = new AbortController().signal
const tone = { samples: new Float32Array(160).fill(0.1), sampleRateHz: 16_000, language: null } as const

describe('words by time', () => {
  it('are those of the time in which a recognition begins, however often it is asked', async () => {
    const clock = new ManualClock()
    const recogniser = createWordsByTime(
      [
        { fromMs: 100, text: 'One.' },
        { fromMs: 300, text: 'Two.' },
      ],
      clock,
    )
    const hear = async () => (await recogniser.recognise(tone, never)).text
    expect(await hear()).toBe('')
    await clock.advance(100)
    expect([await hear(), await hear()]).toEqual(['One.', 'One.'])
    await clock.advance(200)
    expect(await hear()).toBe('Two.')
    expect(await recogniser.recognise({ ...tone, samples: new Float32Array(160) }, never)).toEqual({ text: '' })
    expect(recogniser.heard).toHaveLength(4)
  })
})
