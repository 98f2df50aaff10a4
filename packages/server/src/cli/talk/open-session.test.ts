import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { ManualClock, settle } from '../../lib/clock.js'
import type { Address } from './dial.js'
import { openSession } from './open-session.js'
import { wireFormats } from './wire-format.js'

const cleanups: (() => unknown)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

const settings = { format: wireFormats.pcm24k, voice: 'nobody', instructions: null, detection: { kind: 'semantic_vad' } } as const

/** A server that refuses `refusals` upgrades with that status and then answers the settings with `answer`. */
async function serverThat(refusals: number[], answer: object) {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    const status = refusals.shift()
    if (status !== undefined) {
      const body = JSON.stringify({ error: { message: 'Come again.' } })
      socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.send('{"type":"session.created","session":{"id":"sess_1"}}')
      webSocket.on('message', () => webSocket.send(JSON.stringify(answer)))
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  cleanups.push(() => {
    http.close()
    for (const webSocket of sockets.clients) webSocket.terminate()
  })
  const { port } = http.address() as { port: number }
  const address: Address = { url: `ws://127.0.0.1:${port}/v1/realtime`, key: null, model: null, insecure: false, trusted: null }
  return address
}

test('a server that is still warming up is waited for', async () => {
  const address = await serverThat([503, 503], { type: 'session.updated' })
  const clock = new ManualClock()
  const said: string[] = []
  let open = false
  const opened = openSession(clock, address, settings, (line) => said.push(line)).then((line) => {
    open = true
    return line
  })
  while (!open) {
    await clock.advance(100)
    await settle(20)
  }
  const line = await opened
  line.close()
  expect(said).toEqual(['Waiting: Come again.'])
})

test('settings that the server refuses are told in its words', async () => {
  const address = await serverThat([], { type: 'error', error: { code: 'invalid_value', message: 'There is no voice nobody.' } })
  await expect(openSession(new ManualClock(), address, settings, () => {})).rejects.toThrow('The server says: There is no voice nobody. (invalid_value)')
})

test('a refusal for good is told with what to do', async () => {
  const address = await serverThat([401], {})
  await expect(openSession(new ManualClock(), address, settings, () => {})).rejects.toThrow('refused the connection (HTTP 401). Come again. Here: --key KEY.')
})
