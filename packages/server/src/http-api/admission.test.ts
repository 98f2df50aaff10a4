import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { HttpServer } from './contract.js'
import { Visitors } from './test-support/visitors.js'

const visitors = new Visitors()
afterEach(() => visitors.end())

describe('credentials', () => {
  const keys = { apiKey: ['right-key', 'other-key'] }

  test('without a key where one is needed it is 401', async () => {
    const { server } = await visitors.start(keys)
    expect(await visitors.refused(server.realtimeUrl)).toMatchObject({ status: 401, body: { error: { code: 'missing_api_key' } } })
  })

  test('a wrong key gets its socket, so that it can be told there', async () => {
    const { server, visits } = await visitors.start(keys)
    await visitors.open(server.realtimeUrl, [], { headers: { Authorization: 'Bearer wrong-key' } })
    expect(visits[0]?.request.credential).toEqual({ kind: 'unknown-key' })
  })

  test.each<[string, string[], Record<string, string>]>([
    ['a bearer token', [], { Authorization: 'Bearer right-key' }],
    ['an api-key header', [], { 'api-key': 'other-key' }],
    ['a subprotocol', ['realtime', 'openai-insecure-api-key.right-key'], {}],
  ])('%s is taken', async (_, protocols, headers) => {
    const { server, visits } = await visitors.start(keys)
    await visitors.open(server.realtimeUrl, protocols, { headers })
    expect(visits[0]?.request.credential).toEqual({ kind: 'accepted' })
  })

  test('without configured keys any key, or none, is taken', async () => {
    const { server, visits } = await visitors.start()
    await visitors.open(server.realtimeUrl)
    await visitors.open(server.realtimeUrl, [], { headers: { Authorization: 'Bearer whatever' } })
    expect(visits.map(({ request }) => request.credential.kind)).toEqual(['accepted', 'accepted'])
  })

  test('no key reaches the log', async () => {
    const { server, logged } = await visitors.start(keys)
    await visitors.open(server.realtimeUrl, ['realtime', 'openai-insecure-api-key.wrong-key'], { headers: { Authorization: 'Bearer right-key' } })
    await visitors.refused(`${server.realtimeUrl}/x?api_key=right-key`, { headers: { Authorization: 'Bearer right-key' } })
    expect(logged.map((line) => JSON.parse(line).msg)).toEqual(['listening', 'connection refused'])
    expect(logged.join()).not.toMatch(/-key/)
  })
})

describe('pages of other sites', () => {
  test('a page on this machine may connect, another site may not', async () => {
    const { server } = await visitors.start()
    await visitors.open(server.realtimeUrl, [], { origin: 'http://localhost:5173' })
    expect(await visitors.refused(server.realtimeUrl, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      body: { error: { code: 'origin_not_allowed' } },
    })
    expect(await visitors.refused(server.realtimeUrl, { origin: 'null' })).toMatchObject({ status: 403 })
  })

  test('a foreign name that points here is refused on the socket and on pages', async () => {
    const { server } = await visitors.start()
    expect(await visitors.refused(server.realtimeUrl, { headers: { Host: `evil.example:${server.port}` } })).toMatchObject({ status: 403 })
    expect(await getWithHost(server, 'evil.example')).toMatch(/^HTTP\/1.1 403/)
    expect(await getWithHost(server, 'localhost')).toMatch(/^HTTP\/1.1 200/)
  })

  test('a site that is allowed may connect, also under its own name through a proxy', async () => {
    const { server } = await visitors.start({ allowOrigin: ['https://app.example'] })
    await visitors.open(server.realtimeUrl, [], { origin: 'https://app.example', headers: { Host: 'app.example' } })
  })
})

function getWithHost(server: HttpServer, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`))
    let text = ''
    socket.on('data', (part) => {
      text += part
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}
