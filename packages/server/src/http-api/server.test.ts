import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { Visitors } from './test-support/visitors.js'

const visitors = new Visitors()
afterEach(() => visitors.end())

test('a server that is told a name knows the address at which it listens', async () => {
  const { server } = await visitors.start({ host: 'localhost' })
  expect([server.address === '127.0.0.1' || server.address === '::1', server.url]).toEqual([true, `http://localhost:${server.port}`])
})

describe('pages', () => {
  test('/healthz is 200 when ready and 503 while warming', async () => {
    const ready = await visitors.start()
    const warming = await visitors.start({}, 'warming')
    const [yes, no] = await Promise.all([fetch(`${ready.server.url}/healthz`), fetch(`${warming.server.url}/healthz`)])
    expect([yes.status, await yes.json()]).toEqual([200, { status: 'ready', version: '0.0.0', parts: {} }])
    expect([no.status, await no.json()]).toEqual([503, { status: 'warming', version: '0.0.0', parts: {} }])
  })

  test('the console is the home page, under a strict policy; its files never change under their names', async () => {
    const pages = visitors.newFolder('pages')
    mkdirSync(join(pages, 'assets'))
    writeFileSync(join(pages, 'index.html'), '<title>Talk</title>')
    writeFileSync(join(pages, 'assets/main-1.js'), 'export {}')
    const { server } = await visitors.start({}, 'ready', { pages })
    const [page, script, outside] = await Promise.all(['/', '/assets/main-1.js', '/assets/%2e%2e/%2e%2e/package.json'].map((path) => fetch(server.url + path)))
    expect(await page?.text()).toBe('<title>Talk</title>')
    expect(page?.headers.get('content-security-policy')).toMatch(/^default-src 'self'; .*frame-ancestors 'none'$/)
    expect(page?.headers.get('cache-control')).toBe('no-cache')
    expect(script?.headers.get('content-type')).toMatch(/javascript/)
    expect(script?.headers.get('cache-control')).toMatch(/immutable/)
    expect(outside?.status).toBe(404)
  })

  test('a page in a folder is found without the slash behind its name', async () => {
    const pages = visitors.newFolder('pages')
    mkdirSync(join(pages, 'avatar'))
    writeFileSync(join(pages, 'index.html'), '<title>Talk</title>')
    writeFileSync(join(pages, 'avatar/index.html'), '<title>Avatar</title>')
    const { server } = await visitors.start({}, 'ready', { pages })
    const page = await fetch(`${server.url}/avatar?voice=slt`)
    expect([page.url, await page.text()]).toEqual([`${server.url}/avatar/?voice=slt`, '<title>Avatar</title>'])
  })

  test.each([
    ['POST', '/v1/models', 'GET, HEAD'],
    ['GET', '/v1/audio/speech', 'POST'],
    ['DELETE', '/v1/models/sidetone', 'GET, HEAD'],
    ['PUT', '/healthz', 'GET, HEAD'],
  ])('%s %s is 405, and says what it takes', async (method, path, allowed) => {
    const { server } = await visitors.start()
    const answer = await fetch(server.url + path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed])
    expect(await answer.json()).toEqual({
      error: { message: `${method} is not possible at ${path}: it takes ${allowed}.`, type: 'invalid_request_error', param: null, code: 'method_not_allowed' },
    })
  })

  test.each(['/v1/model', '/v1/realtime/calls/rtc_1', '/v1', '/xhealthz'])('an unknown path is 404, whatever the method: %s', async (path) => {
    const { server } = await visitors.start()
    const answers = await Promise.all(['GET', 'POST', 'DELETE'].map((method) => fetch(server.url + path, { method })))
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(await answers[1]?.json()).toMatchObject({ error: { code: 'not_found' } })
  })

  test('without a console, the home page names the realtime URL', async () => {
    const { server } = await visitors.start()
    const page = await fetch(server.url)
    expect(page.headers.get('content-type')).toMatch(/text\/html/)
    expect(await page.text()).toContain(server.realtimeUrl)
  })

  test('an unknown path is answered in the shape of the API', async () => {
    const { server } = await visitors.start()
    const answer = await fetch(`${server.url}/v1/nothing?key=secret`, { method: 'POST' })
    expect(answer.status).toBe(404)
    const body = await answer.text()
    expect(JSON.parse(body)).toEqual({
      error: {
        message: 'There is no POST /v1/nothing here. The realtime socket is /v1/realtime.',
        type: 'invalid_request_error',
        param: null,
        code: 'not_found',
      },
    })
  })

  test('the realtime path without an upgrade says that it is a WebSocket', async () => {
    const { server } = await visitors.start()
    const answer = await fetch(`${server.url}/v1/realtime`)
    expect(answer.status).toBe(426)
    expect(await answer.text()).toContain(server.realtimeUrl)
  })

  test('a body that is no JSON is a bad request, not a failure of the server', async () => {
    const { server } = await visitors.start()
    const answer = await fetch(`${server.url}/healthz`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
    expect(answer.status).toBeLessThan(500)
  })
})

describe('the realtime socket', () => {
  test('carries text both ways and says what the client asked for', async () => {
    const { server, visits } = await visitors.start()
    const { socket, first } = await visitors.open(`${server.realtimeUrl}?model=sidetone-1&x=y`)
    socket.send('hello')
    expect(JSON.parse(await first)).toEqual({ type: 'echo', message: 'hello' })
    expect(visits[0]?.request).toMatchObject({
      path: '/v1/realtime',
      model: 'sidetone-1',
      credential: { kind: 'accepted' },
      beta: false,
      remoteAddress: '127.0.0.1',
    })
    expect(visits[0]?.request.query.get('x')).toBe('y')
  })

  test('a message that comes in one packet with the upgrade is not lost', async () => {
    const { server, visits } = await visitors.start()
    const socket = connect(server.port, '127.0.0.1')
    visitors.atEnd(() => socket.destroy())
    const maskedHi = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69])
    const head = `GET /v1/realtime HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`
    socket.write(Buffer.concat([Buffer.from(head), maskedHi]))
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      socket.on('data', (part) => {
        text += part.toString('latin1')
        if (text.includes('echo')) resolve(text)
      })
    })
    expect(answer).toMatch(/^HTTP\/1.1 101/)
    expect(visits[0]?.messages).toEqual(['hi'])
  })

  test('the subprotocol realtime is selected exactly when it is offered; a key is never sent back', async () => {
    const { server } = await visitors.start({ apiKey: ['k-1'] })
    expect((await visitors.open(server.realtimeUrl, ['openai-insecure-api-key.k-1', 'realtime'])).protocol).toBe('realtime')
    expect((await visitors.open(server.realtimeUrl, [], { headers: { Authorization: 'Bearer k-1' } })).protocol).toBe('')
    await expect(visitors.open(server.realtimeUrl, ['openai-insecure-api-key.k-1'])).rejects.toThrow('Server sent no subprotocol')
  })

  test('the beta marker is seen in a header and in a subprotocol', async () => {
    const { server, visits } = await visitors.start()
    await visitors.open(server.realtimeUrl, [], { headers: { 'OpenAI-Beta': 'realtime=v1' } })
    await visitors.open(server.realtimeUrl, ['realtime', 'openai-beta.realtime-v1'])
    expect(visits.map(({ request }) => request.beta)).toEqual([true, true])
  })

  test('another path is 404', async () => {
    const { server } = await visitors.start()
    const { status, body } = await visitors.refused(server.realtimeUrl.replace('/v1/realtime', '/v2/realtime'))
    expect(status).toBe(404)
    expect(body.error).toMatchObject({ code: 'not_found', type: 'invalid_request_error' })
    expect(body.error.message).toContain('/v2/realtime')
  })

  test('an intent that there is none of is 400, and the known ones are named', async () => {
    const { server, visits } = await visitors.start()
    const { status, body } = await visitors.refused(`${server.realtimeUrl}?intent=transcripton`)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value', param: 'intent' })
    expect(body.error.message).toBe("Invalid value: 'transcripton'. Supported values are: 'transcription'; without an intent it is a conversation.")
    await visitors.open(`${server.realtimeUrl}?intent=transcription`)
    await visitors.open(`${server.realtimeUrl}?intent=`)
    expect(visits).toHaveLength(2)
  })

  test('while warming it is 503, and clients may try again', async () => {
    const { server } = await visitors.start({}, 'warming')
    expect(await visitors.refused(server.realtimeUrl)).toMatchObject({ status: 503, body: { error: { code: 'server_warming', type: 'server_error' } } })
  })

  test('beyond the session limit it is 429 until one leaves', async () => {
    const { server, visits } = await visitors.start({ maxSessions: '1' })
    const { socket } = await visitors.open(server.realtimeUrl)
    expect(await visitors.refused(server.realtimeUrl)).toMatchObject({ status: 429, body: { error: { code: 'too_many_sessions' } } })
    socket.close()
    await visits[0]?.closed
    expect((await visitors.open(server.realtimeUrl)).kind).toBe('open')
  })

  test('a token that no session has is no way round the limit', async () => {
    const { server } = await visitors.start({ maxSessions: '1' })
    await visitors.open(server.realtimeUrl)
    const again = await visitors.dial(server.realtimeUrl, ['realtime', 'sidetone.v1', 'sidetone-resume.made_up.0'])
    expect(again).toMatchObject({ kind: 'refused', status: 429 })
  })

  test('a binary message closes with 1003', async () => {
    const { server, visits } = await visitors.start()
    const { socket, closed } = await visitors.open(server.realtimeUrl)
    socket.send(Buffer.from('{}'), { binary: true })
    socket.send('after')
    expect((await closed).code).toBe(1003)
    await visits[0]?.closed
    expect(visits[0]?.messages).toEqual([])
  })

  test('a message over the limit closes with 1009', async () => {
    const { server } = await visitors.start()
    const { socket, closed } = await visitors.open(server.realtimeUrl)
    socket.send('x'.repeat(21 * 1024 * 1024 + 1))
    expect((await closed).code).toBe(1009)
  })

  test('compression is not negotiated', async () => {
    const { server } = await visitors.start()
    expect((await visitors.open(server.realtimeUrl, [], { perMessageDeflate: true })).socket.extensions).toBe('')
  })
})

describe('closing', () => {
  test('clients are told to come again, and the port is free afterwards', async () => {
    const { server, visits } = await visitors.start()
    const { closed } = await visitors.open(server.realtimeUrl)
    await server.close()
    expect(await closed).toEqual({ code: 1012, reason: 'restart' })
    await visits[0]?.closed
    await visitors.start({ port: String(server.port) })
  })

  test('a client that does not answer is cut off', async () => {
    const clock = new ManualClock()
    const { server, visits } = await visitors.start({}, 'ready', { clock })
    const { socket } = await visitors.open(server.realtimeUrl)
    socket.pause()
    const closing = server.close()
    await clock.advance(3_000)
    await closing
    await visits[0]?.closed
  })

  test.each([
    ['asked for nothing yet', ''],
    ['began a request and vanished', 'GET /healthz HTT'],
    [
      'sends a body that never comes whole',
      'POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
    ['has not finished its handshake', 'GET /v1/realtime HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'],
  ])('a connection that %s is cut off', async (_, sent) => {
    const clock = new ManualClock()
    const { server } = await visitors.start({}, 'ready', { clock })
    const socket = connect(server.port, '127.0.0.1')
    visitors.atEnd(() => socket.destroy())
    const ended = new Promise<void>((resolve) => socket.on('error', () => {}).once('close', () => resolve()))
    await once(socket, 'connect')
    socket.write(sent)
    // The server knows of it as soon as it answers a later one.
    await fetch(`${server.url}/healthz`)
    const closing = server.close()
    await clock.advance(3_000)
    await closing
    await ended
  })

  test('closing twice is closing once', async () => {
    const { server } = await visitors.start()
    await Promise.all([server.close(), server.close()])
  })
})
