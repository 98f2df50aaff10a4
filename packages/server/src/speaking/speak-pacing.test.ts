import { describe, expect, it } from 'vitest'
import { AsyncQueue } from '../lib/queue.js'
import { speaking, wordMs, written } from './test-support/spoken-reply.js'

describe('pacing', () => {
  it('audio that has left ends at most the lead ahead of real time', async () => {
    const reply = speaking(written('one two three four five'), { leadMs: 300 })
    await reply.clock.advance(0)
    expect(reply.left.map(({ durationMs }) => durationMs)).toEqual([60, 100])
    await reply.clock.advance(59)
    expect(reply.left.length).toBe(2)
    await reply.clock.advance(1)
    expect(reply.left.length).toBe(3)
    await reply.clock.advance(1000)
    await reply.done
    let endMs = 0
    for (const { durationMs, atMs } of reply.left) {
      endMs += durationMs
      expect(endMs - atMs).toBeLessThanOrEqual(300)
    }
    expect(reply.left.map(({ atMs }) => Math.round(atMs))).toEqual([0, 0, 60, 260, 460, 660, 700].slice(0, reply.left.length))
  })

  it('a limit of the pace shortens the lead while it lasts', async () => {
    const reply = speaking(written('one two three four five'), { leadMs: 400 })
    const aheadMs = () => reply.left.reduce((sum, { durationMs }) => sum + durationMs, 0) - reply.clock.nowMs()
    await reply.clock.advance(0)
    expect(aheadMs()).toBeGreaterThan(300)
    reply.pace.limitLead(200)
    await reply.clock.advance(300)
    expect(aheadMs()).toBeLessThanOrEqual(200)
    expect(aheadMs()).toBeGreaterThanOrEqual(0)
    reply.pace.limitLead(Number.POSITIVE_INFINITY)
    await reply.clock.advance(0)
    expect(aheadMs()).toBeGreaterThan(200)
    await reply.clock.advance(2_000)
    await reply.done
  })

  it('without a lead, a chunk leaves when the one before it has been heard', async () => {
    const reply = speaking(written('one two'), { leadMs: 0 })
    await reply.clock.advance(5_000)
    await reply.done
    expect(reply.left.map(({ atMs }) => atMs)).toEqual([0, 60, 160, 360])
  })

  it('after a gap in the text, real time begins anew and the pause that was heard is not made twice', async () => {
    const text = new AsyncQueue<string>()
    const reply = speaking(text, { leadMs: 300 })
    text.push('One. T')
    await reply.clock.advance(200 + 100)
    text.push('wo. T')
    await reply.clock.advance(0)
    // 100 of the 250 ms have been heard
    expect(reply.left.map(({ durationMs, atMs }) => [Math.round(durationMs), atMs])).toEqual([
      [60, 0],
      [100, 0],
      [40, 0],
      [200, 300],
    ])
    await reply.clock.advance(5_000)
    text.push('hree.')
    text.end()
    await reply.clock.advance(5_000)
    await reply.done
    expect(reply.durationMs).toBeCloseTo(3 * wordMs + 150, 6)
  })

  it('released, the rest leaves at once', async () => {
    const reply = speaking(written('One two three four five. Six seven.'), { leadMs: 100 })
    await reply.clock.advance(100)
    expect(reply.ended).toBe(false)
    reply.pace.release()
    await reply.done
    expect(reply.clock.nowMs()).toBe(100)
    expect(reply.clock.timers).toBe(0)
    expect(reply.durationMs).toBeCloseTo(7 * wordMs + 250, 6)
  })

  it('released from the beginning, nothing waits', async () => {
    const reply = speaking(written('one two three four five.'), { leadMs: 0 })
    reply.pace.release()
    await reply.done
    expect(reply.clock.nowMs()).toBe(0)
  })
})
