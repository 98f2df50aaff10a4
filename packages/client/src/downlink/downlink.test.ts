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
})
