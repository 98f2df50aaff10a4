import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../lib/clock.js'
import { createLinkPair } from '../in-memory/link-pair.js'
import { ResumableLink } from './resumable-link.js'

function lost(keptBytes = 1_000) {
  const clock = new ManualClock()
  const first = createLinkPair()
  const link = new ResumableLink(first.link, { clock, graceMs: 30_000, keptBytes, welcomeBack: (received) => JSON.stringify({ type: 'welcome', received }) })
  const heard: string[] = []
  const ends: string[] = []
  link.onMessage = (message) => heard.push(message)
  link.onClose = (end) => ends.push(end)
  return { clock, first, link, heard, ends }
}

const say = (link: ResumableLink, ...numbers: number[]) => {
  for (const number of numbers) link.send(JSON.stringify({ type: `${number}` }))
}

describe('a client that comes back', () => {
  test('gets what it missed, in order and once', () => {
    const { first, link } = lost()
    say(link, 1, 2)
    first.client.close(1006)
    say(link, 3, 4)
    const second = createLinkPair()
    expect(link.resume(second.link, 1)).toBe(true)
    say(link, 5)
    expect(second.client.received).toEqual([{ type: 'welcome', received: 0 }, ...['2', '3', '4', '5'].map((type) => ({ type }))])
  })

  test('is told how many of its messages had come', () => {
    const { first, link, heard } = lost()
    first.client.send('{"a":1}')
    first.client.send('{"a":2}')
    first.client.close(1001)
    const second = createLinkPair()
    link.resume(second.link, 0)
    second.client.send('{"a":3}')
    expect(second.client.received[0]).toEqual({ type: 'welcome', received: 2 })
    expect(heard).toEqual(['{"a":1}', '{"a":2}', '{"a":3}'])
  })

  test('may come before its old line was noticed to be gone: that is closed, and what it still says is not heard', () => {
    const { first, link, heard, ends } = lost()
    const second = createLinkPair()
    link.resume(second.link, 0)
    first.client.send('{"late":true}')
    expect(first.client.closed).toMatchObject({ by: 'server', code: 4001 })
    expect([heard, ends]).toEqual([[], []])
  })

  test('cannot when it missed more than is kept, or claims what was never sent', () => {
    const { first, link } = lost(20)
    say(link, 1, 2, 3)
    first.client.close(1006)
    expect(link.resume(createLinkPair().link, 0)).toBe(false)
    expect(link.resume(createLinkPair().link, 4)).toBe(false)
    expect([0, 4, 2].map((received) => link.canResume(received))).toEqual([false, false, true])
    expect(link.resume(createLinkPair().link, 2)).toBe(true)
  })

  test('what it has acknowledged need not be kept', () => {
    const { first, link } = lost(40)
    say(link, 1, 2, 3)
    link.acknowledge(2)
    say(link, 4)
    first.client.close(1006)
    const second = createLinkPair()
    expect(link.resume(second.link, 2)).toBe(true)
    expect(second.client.received.map(({ type }) => type)).toEqual(['welcome', '3', '4'])
  })

  test('is asked to wait on its new line as well, until the server reads on', () => {
    const { first, link } = lost()
    link.pauseReading()
    expect(first.client.paused).toBe(true)
    first.client.close(1006)
    const second = createLinkPair()
    link.resume(second.link, 0)
    expect(second.client.paused).toBe(true)
    link.resumeReading()
    expect(second.client.paused).toBe(false)
  })
})

describe('a client that does not come back', () => {
  test('is gone when its time of grace is over, once', async () => {
    const { clock, first, link, ends } = lost()
    first.client.close(1006)
    await clock.advance(29_999)
    expect([link.isLost, ends]).toEqual([true, []])
    await clock.advance(1)
    expect([link.isLost, ends]).toEqual([false, ['lost']])
    expect(link.resume(createLinkPair().link, 0)).toBe(false)
  })

  test('that left on purpose is gone at once', () => {
    const { first, ends } = lost()
    first.client.close(1000)
    expect(ends).toEqual(['left'])
  })

  test('tells why its line was closed', () => {
    const { first, link } = lost()
    const reasons: (string | undefined)[] = []
    link.onClose = (_, because) => reasons.push(because)
    first.link.close(1008, 'too slow')
    expect(reasons).toEqual(['too slow'])
  })

  test('a session that ends meanwhile is over', () => {
    const { first, link, ends } = lost()
    first.client.close(1006)
    link.close(1001, 'time is over')
    expect(ends).toEqual(['left'])
  })
})
