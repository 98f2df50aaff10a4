import { expect, test } from 'vitest'
import { ManualClock } from '../../lib/clock.js'
import { Playback } from './playback.js'

const rate = 8_000
const samplesOf = (ms: number) => new Int16Array((rate * ms) / 1000).fill(1)

function player() {
  const clock = new ManualClock()
  const packets: (Int16Array | null)[] = []
  const playback = new Playback(clock, rate, (packet) => packets.push(packet))
  const heardMs = () => packets.reduce((sum, packet) => sum + (packet?.reduce((a, b) => a + b, 0) ?? 0), 0) / (rate / 1000)
  return { clock, packets, playback, heardMs }
}

test('a reply is played at its natural pace, with silence around it', async () => {
  const { clock, packets, playback, heardMs } = player()
  await clock.advance(40)
  playback.push('item_1', 0, samplesOf(50))
  await clock.advance(40)
  expect(heardMs()).toBe(40)
  await clock.advance(40)
  expect(heardMs()).toBe(50)
  expect(packets.map((packet) => packet !== null)).toEqual([false, false, true, true, true, false])
  playback.close()
})

test('cut off, it says which item was being heard and for how long', async () => {
  const { clock, playback, heardMs } = player()
  playback.push('item_1', 0, samplesOf(30))
  playback.push('item_1', 0, samplesOf(200))
  await clock.advance(100)
  expect(playback.cut()).toEqual({ itemId: 'item_1', contentIndex: 0, playedMs: 100 })
  await clock.advance(100)
  expect(heardMs()).toBe(100)
  playback.close()
})

test('what was not heard at all is cut at 0 ms', async () => {
  const { clock, playback } = player()
  playback.push('item_1', 0, samplesOf(20))
  await clock.advance(20)
  playback.push('item_2', 0, samplesOf(100))
  expect(playback.cut()).toEqual({ itemId: 'item_2', contentIndex: 0, playedMs: 0 })
  playback.close()
})

test('with nothing queued there is nothing to cut', async () => {
  const { clock, playback } = player()
  playback.push('item_1', 0, samplesOf(20))
  await clock.advance(60)
  expect(playback.cut()).toBeNull()
  playback.close()
})
