import { decodeMulaw, floatFromInt16, int16FromBytes, int16FromFloat, resample } from '@sidetone/audio'
import { describe, expect, it } from 'vitest'
import { settle } from '../lib/clock.js'
import { AsyncQueue } from '../lib/queue.js'
import { sampleRateHz, speaking, wordMs, written } from './test-support/spoken-reply.js'

describe('speaking', () => {
  it('text comes out as audio, clause after clause, with a pause by punctuation between them', async () => {
    const reply = speaking(written('Good morning, you all. ', 'How are you?\n\n', 'Fine.'))
    await reply.done
    expect(reply.synthesiser.requests.map(({ text }) => text)).toEqual(['Good morning,', 'you all.', 'How are you?', 'Fine.'])
    const words = 8 * wordMs
    const pauses = 120 + 250 + 400
    // each clause is pushed through the resampler; at equal rates that takes nothing
    expect(reply.durationMs).toBeCloseTo(words + pauses, 6)
    expect(reply.left.map(({ audio }) => audio.length).reduce((a, b) => a + b)).toBe(((words + pauses) / 1000) * 16_000 * 2)
  })

  it('the voice and the speed are handed on, and fast speech pauses less', async () => {
    const reply = speaking(written('One. Two.'), { voice: 'other', speed: 2 })
    await reply.done
    expect(reply.synthesiser.requests).toEqual([
      { text: 'One.', voice: 'other', speed: 2 },
      { text: 'Two.', voice: 'other', speed: 2 },
    ])
    expect(reply.durationMs).toBeCloseTo(2 * wordMs + 125, 6)
  })

  it('the first chunk is small, later ones are larger, and a clause ends with a chunk', async () => {
    const reply = speaking(written('one two three four. Next.'))
    await reply.done
    expect(reply.left.map(({ durationMs }) => Math.round(durationMs))).toEqual([60, 100, 200, 200, 200, 40, 200, 200, 50])
  })

  it('the first clause leaves while the text is still being written', async () => {
    const text = new AsyncQueue<string>()
    const reply = speaking(text)
    text.push('Hello there. A')
    await settle()
    expect(reply.durationMs).toBeCloseTo(2 * wordMs, 6)
    expect(reply.ended).toBe(false)
    text.end()
    await reply.done
    expect(reply.synthesiser.requests.map((request) => request.text)).toEqual(['Hello there.', 'A'])
  })

  it('text with nothing to say gives no audio', async () => {
    for (const deltas of [[], [''], ['  \n'], ['---', '\n\n***']]) {
      const reply = speaking(written(...deltas))
      await reply.done
      expect(reply.left).toEqual([])
      expect(reply.synthesiser.requests).toEqual([])
    }
  })

  it('a clause with nothing to say leaves no pause behind', async () => {
    const reply = speaking(written('One.\n\n---'))
    await reply.done
    expect(reply.durationMs).toBeCloseTo(wordMs, 6)
  })

  it('at most two clauses are synthesised beyond the one being spoken', async () => {
    const reply = speaking(written('One. Two. Three. Four. Five. Six.'), { leadMs: 60 })
    await reply.clock.advance(0)
    expect(reply.synthesiser.requests.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.'])
    await reply.clock.advance(wordMs + 250)
    expect(reply.synthesiser.requests.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.', 'Four.'])
    reply.controller.abort()
  })
})

describe('audio', () => {
  const tone = (index: number) => Math.round(8000 * Math.sin((2 * Math.PI * 440 * index) / sampleRateHz))

  it('is resampled in one go: chunks and clauses join as if the whole reply had been resampled at once', async () => {
    const format = { encoding: 'pcm16', sampleRateHz: 24_000 } as const
    const reply = speaking(written('One two three four five. Six seven'), { behaviour: { sample: tone }, format })
    await reply.done
    const samples = int16FromBytes(Buffer.concat(reply.left.map(({ audio }) => audio)))
    const clause = Int16Array.from({ length: 16_000 }, (_, index) => tone(index))
    const whole = int16FromFloat(resample(floatFromInt16(clause), 16_000, 24_000))
    const differences = Array.from(whole.subarray(0, 23_900), (sample, index) => Math.abs(sample - (samples[index] as number)))
    expect(Math.max(...differences)).toBeLessThanOrEqual(1)
  })

  it('comes in the format asked for', async () => {
    const mulaw = speaking(written('one two'), { behaviour: { sample: tone }, format: { encoding: 'mulaw', sampleRateHz: 8_000 } })
    await mulaw.done
    const bytes = Buffer.concat(mulaw.left.map(({ audio }) => audio))
    expect(bytes.length).toBeCloseTo((mulaw.durationMs / 1000) * 8_000, 6)
    expect(Math.max(...decodeMulaw(bytes))).toBeGreaterThan(7_500)
    const alaw = speaking(written('one two'), { format: { encoding: 'alaw', sampleRateHz: 8_000 } })
    await alaw.done
    expect(Buffer.concat(alaw.left.map(({ audio }) => audio)).length).toBe(bytes.length)
  })
})
