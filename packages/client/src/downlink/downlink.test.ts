import { bytesFromInt16, encodeMulaw } from '@sidetone/audio'
import { describe, expect, it } from 'vitest'
import { base64FromBytes } from '../base64.js'
import type { Speaker } from '../contract.js'
import { Loudspeaker, ManualClock, tone } from '../test-support/index.js'
import { Downlink } from './downlink.js'

function downlink() {
  const clock = new ManualClock()
  const loudspeaker = new Loudspeaker(clock)
  return { loudspeaker, downlink: new Downlink(loudspeaker.player as unknown as Speaker) }
}
const pcm = base64FromBytes(bytesFromInt16(tone(300, 4_800, 24_000)))
const mulaw = base64FromBytes(encodeMulaw(tone(300, 1_600, 8_000)))

describe('the downlink', () => {
  it('reads each reply in the format with which it began, also beside another', async () => {
    const { downlink: made, loudspeaker } = downlink()
    made.begin('r1', { type: 'audio/pcm', rate: 24_000 })
    made.begin('r2', { type: 'audio/pcmu' })
    made.audio('r1', 'a', 0, pcm)
    made.audio('r2', 'b', 0, mulaw)
    made.audio('r1', 'a', 0, pcm)
    made.end('a', 0)
    made.end('b', 0)
    await loudspeaker.run(800)
    expect(loudspeaker.events.flatMap(({ type, position }) => (type === 'drained' ? [[position.itemId, Math.round(position.playedMs)]] : []))).toEqual([
      ['a', 400],
      ['b', 200],
    ])
  })
  it('after an interruption what is still on its way is not heard, and the next reply is', async () => {
    const { downlink: made, loudspeaker } = downlink()
    made.begin('r1', undefined)
    made.audio('r1', 'a', 0, pcm)
    await loudspeaker.run(100)
    expect(made.flush()).toMatchObject({ itemId: 'a', totalMs: 200 })
    made.audio('r1', 'a', 0, pcm)
    made.audio('r1', 'a2', 0, pcm)
    expect(loudspeaker.player.isSounding).toBe(false)
    made.begin('r2', undefined)
    made.audio('r2', 'b', 0, pcm)
    expect(loudspeaker.player.isSounding).toBe(true)
  })

  it('goes on behind what an earlier page heard: nothing is heard twice, and positions count from the beginning', async () => {
    const first = downlink()
    first.downlink.begin('r1', undefined)
    first.downlink.audio('r1', 'a', 0, pcm)
    const arrived = first.downlink.arrived()
    first.downlink.audio('r1', 'a', 0, pcm)
    await first.loudspeaker.run(350)
    const heard = first.downlink.heard()
    expect(heard.sounding?.playedMs).toBeGreaterThan(250)

    const { downlink: made, loudspeaker } = downlink()
    made.resume(arrived, heard)
    expect(made.position()).toEqual(heard.sounding)
    // From 200 ms on it comes again.
    made.audio('r1', 'a', 0, pcm)
    made.audio('r1', 'a', 0, pcm)
    made.end('a', 0)
    await loudspeaker.run(100)
    expect(made.position()?.playedMs).toBeGreaterThan((heard.sounding?.playedMs ?? 0) + 50)
    await loudspeaker.run(700)
    const drained = loudspeaker.events.find(({ type }) => type === 'drained')
    expect(drained?.position.playedMs).toBeCloseTo(600 - (heard.sounding?.playedMs ?? 0), 0)
  })
  it('interrupted before it sounds again, it stopped where the earlier page did', () => {
    const { downlink: made } = downlink()
    made.resume(
      { replies: [], parts: [{ itemId: 'a', contentIndex: 0, totalMs: 200 }] },
      {
        parts: [{ itemId: 'a', contentIndex: 0, playedMs: 270 }],
        sounding: { itemId: 'a', contentIndex: 0, playedMs: 270 },
      },
    )
    expect(made.flush()).toEqual({ itemId: 'a', contentIndex: 0, playedMs: 270, totalMs: 270 })
    expect(made.flush()).toBeNull()
  })
  it('what was heard to its end stays heard from page to page, whichever part comes again with it', async () => {
    const first = downlink()
    first.downlink.begin('r1', undefined)
    first.downlink.audio('r1', 'a', 0, pcm)
    first.downlink.end('a', 0)
    await first.loudspeaker.run(400)
    const { position } = first.loudspeaker.events.find(({ type }) => type === 'drained') as { position: Parameters<Downlink['drained']>[0] }
    first.downlink.drained(position)
    const second = downlink()
    second.downlink.resume({ replies: [], parts: [] }, first.downlink.heard())
    const third = downlink()
    third.downlink.resume({ replies: [], parts: [] }, second.downlink.heard())
    third.downlink.audio('r1', 'a', 0, pcm)
    expect(third.loudspeaker.player.isSounding).toBe(false)
    third.downlink.audio('r1', 'b', 0, pcm)
    expect(third.downlink.position()?.itemId).toBe('b')
  })
})
