import { expect, test } from 'vitest'
import { ManualClock } from './clock.js'
import { within } from './within.js'

test('work that ends in its time is done, and fails as it does', async () => {
  const clock = new ManualClock()
  expect(await within(Promise.resolve(7), 1_000, clock)).toBe('done')
  await expect(within(Promise.reject(new Error('broken')), 1_000, clock)).rejects.toThrow('broken')
})

test('work that never ends is late when its time is over, and not before', async () => {
  const clock = new ManualClock()
  const outcomes: string[] = []
  void within(new Promise(() => {}), 1_000, clock).then((outcome) => outcomes.push(outcome))
  await clock.advance(999)
  expect(outcomes).toEqual([])
  await clock.advance(1)
  expect(outcomes).toEqual(['late'])
})
