import { describe, expect, it } from 'vitest'
import { backOffMs } from './back-off.js'
import { createSentLog } from './sent-log.js'
import { socketUrl } from './socket-url.js'

describe('the sent log', () => {
  it('knows what is behind a number', () => {
    const log = createSentLog(1_000)
    for (const message of ['a', 'b', 'c']) log.add(message)
    expect(log.count).toBe(3)
    expect(log.after(1)).toEqual({ messages: ['b', 'c'], lost: 0 })
    expect(log.after(3)).toEqual({ messages: [], lost: 0 })
    expect(log.after(9)).toEqual({ messages: [], lost: 0 })
  })
  it('keeps the newest within its size, and says how many are gone', () => {
    const log = createSentLog(10)
    for (const message of ['aaaa', 'bbbb', 'cccc', 'dddd']) log.add(message)
    expect(log.after(0)).toEqual({ messages: ['cccc', 'dddd'], lost: 2 })
    expect(log.after(2)).toEqual({ messages: ['cccc', 'dddd'], lost: 0 })
  })
  it('keeps the newest message whatever its size', () => {
    const log = createSentLog(10)
    log.add('a'.repeat(50))
    expect(log.after(0)).toEqual({ messages: ['a'.repeat(50)], lost: 0 })
  })
  it('begins anew', () => {
    const log = createSentLog(10)
    log.add('a')
    log.restart()
    expect(log.count).toBe(0)
    expect(log.add('b')).toBe(1)
    expect(log.after(0)).toEqual({ messages: ['b'], lost: 0 })
  })
})

describe('the back-off', () => {
  it('doubles from 250 ms to 5 s, half of it by chance', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => backOffMs(attempt, 0))).toEqual([125, 250, 500, 1_000, 2_000, 2_500, 2_500])
    expect(backOffMs(0, 1)).toBe(250)
    expect(backOffMs(9, 1)).toBe(5_000)
  })
})

describe('the address of the socket', () => {
  const page = { protocol: 'https:', host: 'voice.example:8443' }
  it('is the page’s own host when none is given', () => {
    expect(socketUrl(undefined, undefined, page)).toBe('wss://voice.example:8443/v1/realtime')
    expect(() => socketUrl(undefined, undefined, undefined)).toThrow(/url/)
  })
  it('is made of a host, of an API base, or is the whole address', () => {
    expect(socketUrl('http://localhost:4747', undefined, page)).toBe('ws://localhost:4747/v1/realtime')
    expect(socketUrl('https://api.example/v1', 'gpt-realtime', page)).toBe('wss://api.example/v1/realtime?model=gpt-realtime')
    expect(socketUrl('wss://api.example/other/path?x=1', 'm', page)).toBe('wss://api.example/other/path?x=1&model=m')
  })
})
