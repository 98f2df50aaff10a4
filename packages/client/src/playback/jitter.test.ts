import { describe, expect, it } from 'vitest'
import { createContextClock } from './context-clock.js'
import { createJitterEstimate } from './jitter.js'
import { nextTargetMs } from './target-depth.js'

describe('the jitter estimate', () => {
  it('is 0 for an even stream, also for one that is sent ahead of real time', () => {
    const even = createJitterEstimate()
    for (let packet = 0; packet < 50; packet++) even.arrive(packet * 20, 20)
    expect(even.jitterMs).toBe(0)
    const ahead = createJitterEstimate()
    for (let packet = 0; packet < 50; packet++) ahead.arrive(packet, 20)
    expect(ahead.jitterMs).toBe(0)
  })

  it('is what most packets are late by', () => {
    const estimate = createJitterEstimate()
    for (let packet = 0; packet < 60; packet++) estimate.arrive(packet * 20 + (packet % 5 === 4 ? 30 : 0), 20)
    expect(estimate.jitterMs).toBe(30)
  })

  it('a pause between two streams is no lateness', () => {
    const estimate = createJitterEstimate()
    for (const startMs of [0, 10_000]) {
      estimate.begin()
      for (let packet = 0; packet < 20; packet++) estimate.arrive(startMs + packet * 20, 20)
    }
    expect(estimate.jitterMs).toBe(0)
  })
})

describe('the target depth', () => {
  it('follows the jitter up at once, between 10 and 50 ms', () => {
    expect(nextTargetMs(10, { jitterMs: 33, gaps: 0, audioMs: 20 })).toBe(33)
    expect(nextTargetMs(10, { jitterMs: 400, gaps: 0, audioMs: 20 })).toBe(50)
    expect(nextTargetMs(10, { jitterMs: 0, gaps: 0, audioMs: 20 })).toBe(10)
  })
  it('comes down by 4 ms for each second of audio', () => {
    expect(nextTargetMs(50, { jitterMs: 0, gaps: 0, audioMs: 1_000 })).toBe(46)
    expect(nextTargetMs(50, { jitterMs: 48, gaps: 0, audioMs: 1_000 })).toBe(48)
  })
  it('a gap that was heard raises it', () => {
    expect(nextTargetMs(20, { jitterMs: 20, gaps: 1, audioMs: 20 })).toBe(30)
  })
})

describe('the clock of an audio context', () => {
  it('is translated by the quickest of the latest readings', () => {
    const clock = createContextClock()
    clock.observe(1, 5_012)
    clock.observe(2, 6_003)
    clock.observe(3, 7_040)
    expect(clock.toMs(4)).toBe(8_003)
  })
})
