import { limits } from '@sidetone/protocol'
import { expect, test } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { MessageRate } from './message-rate.js'

function takes(rate: MessageRate, most: number): number {
  let taken = 0
  while (taken < most && rate.take()) taken++
  return taken
}

test('a burst is taken as a whole, and not one more', () => {
  const rate = new MessageRate(new ManualClock())
  expect(takes(rate, limits.messageBurst * 2)).toBe(limits.messageBurst)
})

test('behind a burst as many are taken as the time allows', async () => {
  const clock = new ManualClock()
  const rate = new MessageRate(clock)
  takes(rate, limits.messageBurst)
  await clock.advance(2_000)
  expect(takes(rate, limits.messageBurst)).toBe(2 * limits.messagesPerSecond)
})

test('time without messages allows no more than one burst', async () => {
  const clock = new ManualClock()
  const rate = new MessageRate(clock)
  await clock.advance(3_600_000)
  expect(takes(rate, limits.messageBurst * 2)).toBe(limits.messageBurst)
})
