import { describe, expect, it } from 'vitest'
import type { QualityStep } from '../contract.js'
import { firstQuality, ladder, nextQuality, type Quality } from './decide-step.js'

const calm = { queuedMs: 0, roundTripMs: 40 }
const strained = { queuedMs: 900, roundTripMs: 40 }

/** Looks four times a second for so long. */
function watch(quality: Quality, strain: { queuedMs: number; roundTripMs: number | null }, fromMs: number, forMs: number, allowed = ladder) {
  let now = quality
  const changes: [number, QualityStep][] = []
  for (let atMs = fromMs; atMs < fromMs + forMs; atMs += 250) {
    const next = nextQuality(now, strain, atMs, allowed)
    if (next.step !== now.step) changes.push([atMs - fromMs, next.step])
    now = next
  }
  return { quality: now, changes }
}

describe('the quality step', () => {
  it('goes down by one for each second of strain, to the last', () => {
    expect(watch(firstQuality(0), strained, 0, 5_000).changes).toEqual([
      [1_000, 'pcm-16k'],
      [2_250, 'g711-8k'],
    ])
  })
  it('goes down for a round trip that is too long, and not when none is known', () => {
    expect(watch(firstQuality(0), { queuedMs: 0, roundTripMs: 1_500 }, 0, 2_000).changes).toEqual([[1_000, 'pcm-16k']])
    expect(watch(firstQuality(0), { queuedMs: 0, roundTripMs: null }, 0, 2_000).changes).toEqual([])
  })
  it('does not mind a moment of strain', () => {
    const { quality } = watch(firstQuality(0), strained, 0, 750)
    expect(watch(watch(quality, calm, 750, 250).quality, strained, 1_000, 750).changes).toEqual([])
  })
  it('comes up again, a step for each eight seconds of calm', () => {
    const low = watch(firstQuality(0), strained, 0, 3_000).quality
    expect(watch(low, calm, 3_000, 20_000).changes.map(([, step]) => step)).toEqual(['pcm-16k', 'pcm-24k'])
  })
  it('waits twice as long after a step up that did not last, up to a minute, and as at first when it lasted', () => {
    const relapse = (quality: Quality, fromMs: number) => {
      const up = watch(quality, calm, fromMs, quality.upAfterMs + 500)
      expect(up.changes).toHaveLength(1)
      return watch(up.quality, strained, fromMs + quality.upAfterMs + 500, 1_500).quality
    }
    let quality = watch(firstQuality(0), strained, 0, 1_500).quality
    let atMs = 1_500
    for (const expected of [16_000, 32_000, 60_000, 60_000]) {
      const before = quality.upAfterMs
      quality = relapse(quality, atMs)
      atMs += before + 2_000
      expect(quality.upAfterMs).toBe(expected)
    }
    const lasting = watch(quality, calm, atMs, 200_000).quality
    expect(watch(lasting, strained, atMs + 200_000, 1_500).quality.upAfterMs).toBe(8_000)
  })
  it('leaves out what the server does not accept, and leaves alone what is not on the ladder', () => {
    const allowed: QualityStep[] = ['pcm-24k', 'g711-8k']
    const down = watch(firstQuality(0), strained, 0, 5_000, allowed)
    expect(down.changes).toEqual([[1_000, 'g711-8k']])
    expect(watch(down.quality, calm, 5_000, 20_000, allowed).changes.map(([, step]) => step)).toEqual(['pcm-24k'])
    expect(watch(firstQuality(0), strained, 0, 5_000, []).changes).toEqual([])
  })
})
