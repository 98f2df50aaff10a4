import { describe, expect, it } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { createPace, hold } from './pace.js'

function waiting(dueMs: number) {
  const clock = new ManualClock()
  const pace = createPace()
  const controller = new AbortController()
  const passed: number[] = []
  const done = hold(clock, () => dueMs, pace, controller.signal).then(() => void passed.push(clock.nowMs()))
  return { clock, pace, controller, passed, done }
}

describe('the pace of a reply', () => {
  it('nothing passes while it is held, and what is due passes when it is resumed', async () => {
    const { clock, pace, passed } = waiting(100)
    pace.hold()
    await clock.advance(500)
    expect(passed).toEqual([])
    pace.resume()
    await clock.advance(0)
    expect(passed).toEqual([500])
  })

  it('what is resumed before it is due keeps its time', async () => {
    const { clock, pace, passed } = waiting(100)
    pace.hold()
    await clock.advance(40)
    pace.resume()
    await clock.advance(200)
    expect(passed).toEqual([100])
  })

  it('what is held stays held when it is released, and goes at once afterwards', async () => {
    const { clock, pace, passed } = waiting(10_000)
    pace.hold()
    pace.release()
    await clock.advance(300)
    expect(passed).toEqual([])
    pace.resume()
    await clock.advance(0)
    expect(passed).toEqual([300])
  })

  it('a change of its limit makes it ask anew when it is due', async () => {
    const clock = new ManualClock()
    const pace = createPace()
    let passedMs: number | null = null
    const dueMs = () => 500 - Math.min(300, pace.mostLeadMs)
    void hold(clock, dueMs, pace, new AbortController().signal).then(() => {
      passedMs = clock.nowMs()
    })
    pace.limitLead(100)
    await clock.advance(399)
    expect(passedMs).toBeNull()
    await clock.advance(1)
    expect(passedMs).toBe(400)
  })

  it('an abort ends the wait of a held pace', async () => {
    const { pace, controller, done } = waiting(100)
    pace.hold()
    controller.abort(new Error('stopped'))
    await expect(done).rejects.toThrow('stopped')
  })
})
