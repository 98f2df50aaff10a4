import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { ManualClock } from '../../lib/clock.js'
import type { Link } from '../contract.js'
import { createWebSocketLink, pingEveryMs } from './websocket-link.js'

const cleanups: (() => unknown)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

async function pair(options: { autoPong?: boolean; outboundBytes?: number } = {}) {
  const clock = new ManualClock()
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  cleanups.push(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const linked = new Promise<Link>((resolve) => server.once('connection', (socket) => resolve(createWebSocketLink(socket, clock, options.outboundBytes))))
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: options.autoPong ?? true })
  cleanups.push(() => client.terminate())
  await once(client, 'open')
  const link = await linked
  let ends = 0
  const ended = new Promise<{ end: string; because: string | undefined }>((resolve) => {
    link.onClose = (end, because) => {
      ends++
      resolve({ end, because })
    }
  })
  return { clock, client, link, ended, ends: () => ends }
}

test('a client that leaves two pings unanswered is gone', async () => {
  const { clock, client, ended, ends } = await pair({ autoPong: false })
  for (let pings = 0; pings < 2; pings++) {
    const pinged = once(client, 'ping')
    await clock.advance(pingEveryMs)
    await pinged
    expect(ends()).toBe(0)
  }
  await clock.advance(pingEveryMs)
  expect(await ended).toEqual({ end: 'lost', because: 'the client left its pings unanswered' })
  expect(ends()).toBe(1)
})

test('a client that only talks, and answers no ping, is there', async () => {
  const { clock, client, link, ends } = await pair({ autoPong: false })
  for (let pings = 0; pings < 4; pings++) {
    const pinged = once(client, 'ping')
    await clock.advance(pingEveryMs)
    await pinged
    const heard = new Promise<void>((resolve) => {
      link.onMessage = () => resolve()
    })
    client.send('{}')
    await heard
  }
  expect(ends()).toBe(0)
})

test('a client whose messages are not read misses no ping, and its messages come when they are read again', async () => {
  const { clock, client, link, ends } = await pair()
  const heard: string[] = []
  link.pauseReading()
  for (let pings = 0; pings < 4; pings++) {
    const pinged = once(client, 'ping')
    await clock.advance(pingEveryMs)
    await pinged
  }
  expect(ends()).toBe(0)
  const message = new Promise<void>((resolve) => {
    link.onMessage = (text) => {
      heard.push(text)
      resolve()
    }
  })
  client.send('later')
  expect(heard).toEqual([])
  link.resumeReading()
  await message
  expect(heard).toEqual(['later'])
})

test('a session that ends while its client is not read says farewell all the same', async () => {
  const { client, link, ended } = await pair()
  link.pauseReading()
  const closed = once(client, 'close')
  link.close(1001, 'over')
  expect((await closed)[0]).toBe(1001)
  await ended
})

test('a client that does not read is closed when too much waits for it, and its end says so', async () => {
  const { clock, client, link, ended } = await pair({ outboundBytes: 1_000_000 })
  client.pause()
  const message = 'x'.repeat(100_000)
  for (let sent = 0; sent < 400; sent++) link.send(message)
  expect(link.pendingBytes).toBeGreaterThan(1_000_000)
  expect(link.pendingBytes).toBeLessThan(1_300_000)
  await clock.advance(2_000)
  expect(await ended).toEqual({ end: 'left', because: 'the client does not read what it is sent' })
})

test('what was sent arrives before the close, with its code and reason', async () => {
  const { client, link, ended } = await pair()
  const received: string[] = []
  client.on('message', (data) => received.push(String(data)))
  const closed = once(client, 'close')
  link.send('last words')
  link.close(3000, `${'é'.repeat(61)}éé`)
  link.close(1000, 'again')
  link.send('too late')
  const [code, reason] = await closed
  await ended
  expect(received).toEqual(['last words'])
  expect(code).toBe(3000)
  expect(String(reason)).toBe('é'.repeat(61))
})
