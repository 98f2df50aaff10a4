import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { type Flags, loadConfig } from '../config/load.js'
import { ManualClock, systemClock } from '../lib/clock.js'
import { createLog } from '../observability/log.js'
import type { Link } from '../transports/contract.js'
import type { HealthReport, HttpServer, UpgradeRequest } from './contract.js'
import { startHttpServer } from './server.js'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

interface Visit {
  readonly link: Link
  readonly request: UpgradeRequest
  readonly messages: string[]
  readonly closed: Promise<void>
}

async function start(flags: Flags = {}, health: HealthReport['status'] = 'ready', more: { tlsFolder?: string; clock?: ManualClock; pages?: string } = {}) {
  const visits: Visit[] = []
  const logged: string[] = []
  const server = await startHttpServer({
    config: loadConfig({ flags: { port: '0', ...flags }, environment: {}, file: null }),
    clock: more.clock ?? systemClock,
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    health: () => ({ status: health, version: '0.0.0', parts: {} }),
    onConnection(link, request) {
      const messages: string[] = []
      link.onMessage = (message) => {
        messages.push(message)
        link.send(JSON.stringify({ type: 'echo', message }))
      }
      const closed = new Promise<void>((resolve) => {
        link.onClose = () => resolve()
      })
      visits.push({ link, request, messages, closed })
    },
    pages: more.pages ?? null,
    ...(more.tlsFolder === undefined ? {} : { tlsFolder: more.tlsFolder }),
  })
  cleanups.push(() => server.close())
  return { server, visits, logged }
}

type Opened = { kind: 'open'; socket: WebSocket; protocol: string; first: Promise<string>; closed: Promise<{ code: number; reason: string }> }
type Refused = { kind: 'refused'; status: number; body: { error: { message: string; type: string; param: null; code: string } } }

function dial(url: string, protocols: string[] = [], options: ClientOptions = {}): Promise<Opened | Refused> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, options)
    cleanups.push(() => socket.terminate())
    const first = new Promise<string>((arrived) => socket.once('message', (data) => arrived(String(data))))
    const closed = new Promise<{ code: number; reason: string }>((ended) => socket.once('close', (code, reason) => ended({ code, reason: String(reason) })))
    socket.once('open', () => resolve({ kind: 'open', socket, protocol: socket.protocol, first, closed }))
    socket.once('unexpected-response', (_, response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ kind: 'refused', status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) }))
    })
    socket.on('error', reject)
  })
}

async function open(server: HttpServer, protocols: string[] = [], options: ClientOptions = {}, query = ''): Promise<Opened> {
  const result = await dial(server.realtimeUrl + query, protocols, options)
  if (result.kind === 'refused') throw new Error(`refused: ${JSON.stringify(result)}`)
  return result
}

async function refused(url: string, options: ClientOptions = {}): Promise<Refused> {
  const result = await dial(url, [], options)
  if (result.kind === 'open') throw new Error('was let in')
  return result
}

test('a server that is told a name knows the address at which it listens', async () => {
  const { server } = await start({ host: 'localhost' })
  expect([server.address === '127.0.0.1' || server.address === '::1', server.url]).toEqual([true, `http://localhost:${server.port}`])
})

describe('pages', () => {
  test('/healthz is 200 when ready and 503 while warming', async () => {
    const ready = await start()
    const warming = await start({}, 'warming')
    const [yes, no] = await Promise.all([fetch(`${ready.server.url}/healthz`), fetch(`${warming.server.url}/healthz`)])
    expect([yes.status, await yes.json()]).toEqual([200, { status: 'ready', version: '0.0.0', parts: {} }])
    expect([no.status, await no.json()]).toEqual([503, { status: 'warming', version: '0.0.0', parts: {} }])
  })

  test('the console is the home page, under a strict policy; its files never change under their names', async () => {
    const pages = mkdtempSync(join(tmpdir(), 'sidetone-pages-'))
    cleanups.push(() => rmSync(pages, { recursive: true }))
    mkdirSync(join(pages, 'assets'))
    writeFileSync(join(pages, 'index.html'), '<title>Talk</title>')
    writeFileSync(join(pages, 'assets/main-1.js'), 'export {}')
    const { server } = await start({}, 'ready', { pages })
    const [page, script, outside] = await Promise.all(['/', '/assets/main-1.js', '/assets/%2e%2e/%2e%2e/package.json'].map((path) => fetch(server.url + path)))
    expect(await page?.text()).toBe('<title>Talk</title>')
    expect(page?.headers.get('content-security-policy')).toMatch(/^default-src 'self'; .*frame-ancestors 'none'$/)
    expect(page?.headers.get('cache-control')).toBe('no-cache')
    expect(script?.headers.get('content-type')).toMatch(/javascript/)
    expect(script?.headers.get('cache-control')).toMatch(/immutable/)
    expect(outside?.status).toBe(404)
  })

  test('a page in a folder is found without the slash behind its name', async () => {
    const pages = mkdtempSync(join(tmpdir(), 'sidetone-pages-'))
    cleanups.push(() => rmSync(pages, { recursive: true }))
    mkdirSync(join(pages, 'avatar'))
    writeFileSync(join(pages, 'index.html'), '<title>Talk</title>')
    writeFileSync(join(pages, 'avatar/index.html'), '<title>Avatar</title>')
    const { server } = await start({}, 'ready', { pages })
    const page = await fetch(`${server.url}/avatar?voice=slt`)
    expect([page.url, await page.text()]).toEqual([`${server.url}/avatar/?voice=slt`, '<title>Avatar</title>'])
  })

  test.each([
    ['POST', '/v1/models', 'GET, HEAD'],
    ['GET', '/v1/audio/speech', 'POST'],
    ['DELETE', '/v1/models/sidetone', 'GET, HEAD'],
    ['PUT', '/healthz', 'GET, HEAD'],
  ])('%s %s is 405, and says what it takes', async (method, path, allowed) => {
    const { server } = await start()
    const answer = await fetch(server.url + path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed])
    expect(await answer.json()).toEqual({
      error: { message: `${method} is not possible at ${path}: it takes ${allowed}.`, type: 'invalid_request_error', param: null, code: 'method_not_allowed' },
    })
  })

  test.each(['/v1/model', '/v1/realtime/calls/rtc_1', '/v1', '/xhealthz'])('an unknown path is 404, whatever the method: %s', async (path) => {
    const { server } = await start()
    const answers = await Promise.all(['GET', 'POST', 'DELETE'].map((method) => fetch(server.url + path, { method })))
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(await answers[1]?.json()).toMatchObject({ error: { code: 'not_found' } })
  })

  test('without a console, the home page names the realtime URL', async () => {
    const { server } = await start()
    const page = await fetch(server.url)
    expect(page.headers.get('content-type')).toMatch(/text\/html/)
    expect(await page.text()).toContain(server.realtimeUrl)
  })

  test('an unknown path is answered in the shape of the API', async () => {
    const { server } = await start()
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
    const { server } = await start()
    const answer = await fetch(`${server.url}/v1/realtime`)
    expect(answer.status).toBe(426)
    expect(await answer.text()).toContain(server.realtimeUrl)
  })

  test('a body that is no JSON is a bad request, not a failure of the server', async () => {
    const { server } = await start()
    const answer = await fetch(`${server.url}/healthz`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
    expect(answer.status).toBeLessThan(500)
  })
})

describe('the realtime socket', () => {
  test('carries text both ways and says what the client asked for', async () => {
    const { server, visits } = await start()
    const { socket, first } = await open(server, [], {}, '?model=sidetone-1&x=y')
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
    const { server, visits } = await start()
    const socket = connect(server.port, '127.0.0.1')
    cleanups.push(() => socket.destroy())
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
    const { server } = await start({ apiKey: ['k-1'] })
    expect((await open(server, ['openai-insecure-api-key.k-1', 'realtime'])).protocol).toBe('realtime')
    expect((await open(server, [], { headers: { Authorization: 'Bearer k-1' } })).protocol).toBe('')
    await expect(open(server, ['openai-insecure-api-key.k-1'])).rejects.toThrow('Server sent no subprotocol')
  })

  test('the beta marker is seen in a header and in a subprotocol', async () => {
    const { server, visits } = await start()
    await open(server, [], { headers: { 'OpenAI-Beta': 'realtime=v1' } })
    await open(server, ['realtime', 'openai-beta.realtime-v1'])
    expect(visits.map(({ request }) => request.beta)).toEqual([true, true])
  })

  test('another path is 404', async () => {
    const { server } = await start()
    const { status, body } = await refused(server.realtimeUrl.replace('/v1/realtime', '/v2/realtime'))
    expect(status).toBe(404)
    expect(body.error).toMatchObject({ code: 'not_found', type: 'invalid_request_error' })
    expect(body.error.message).toContain('/v2/realtime')
  })

  test('an intent that there is none of is 400, and the known ones are named', async () => {
    const { server, visits } = await start()
    const { status, body } = await refused(`${server.realtimeUrl}?intent=transcripton`)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value', param: 'intent' })
    expect(body.error.message).toBe("Invalid value: 'transcripton'. Supported values are: 'transcription'; without an intent it is a conversation.")
    await open(server, [], {}, '?intent=transcription')
    await open(server, [], {}, '?intent=')
    expect(visits).toHaveLength(2)
  })

  test('while warming it is 503, and clients may try again', async () => {
    const { server } = await start({}, 'warming')
    expect(await refused(server.realtimeUrl)).toMatchObject({ status: 503, body: { error: { code: 'server_warming', type: 'server_error' } } })
  })

  test('beyond the session limit it is 429 until one leaves', async () => {
    const { server, visits } = await start({ maxSessions: '1' })
    const { socket } = await open(server)
    expect(await refused(server.realtimeUrl)).toMatchObject({ status: 429, body: { error: { code: 'too_many_sessions' } } })
    socket.close()
    await visits[0]?.closed
    expect((await open(server)).kind).toBe('open')
  })

  test('a token that no session has is no way round the limit', async () => {
    const { server } = await start({ maxSessions: '1' })
    await open(server)
    const again = await dial(server.realtimeUrl, ['realtime', 'sidetone.v1', 'sidetone-resume.made_up.0'])
    expect(again).toMatchObject({ kind: 'refused', status: 429 })
  })

  test('a binary message closes with 1003', async () => {
    const { server, visits } = await start()
    const { socket, closed } = await open(server)
    socket.send(Buffer.from('{}'), { binary: true })
    socket.send('after')
    expect((await closed).code).toBe(1003)
    await visits[0]?.closed
    expect(visits[0]?.messages).toEqual([])
  })

  test('a message over the limit closes with 1009', async () => {
    const { server } = await start()
    const { socket, closed } = await open(server)
    socket.send('x'.repeat(21 * 1024 * 1024 + 1))
    expect((await closed).code).toBe(1009)
  })

  test('compression is not negotiated', async () => {
    const { server } = await start()
    expect((await open(server, [], { perMessageDeflate: true })).socket.extensions).toBe('')
  })
})

describe('credentials', () => {
  const keys = { apiKey: ['right-key', 'other-key'] }

  test('without a key where one is needed it is 401', async () => {
    const { server } = await start(keys)
    expect(await refused(server.realtimeUrl)).toMatchObject({ status: 401, body: { error: { code: 'missing_api_key' } } })
  })

  test('a wrong key gets its socket, so that it can be told there', async () => {
    const { server, visits } = await start(keys)
    await open(server, [], { headers: { Authorization: 'Bearer wrong-key' } })
    expect(visits[0]?.request.credential).toEqual({ kind: 'unknown-key' })
  })

  test.each<[string, string[], Record<string, string>]>([
    ['a bearer token', [], { Authorization: 'Bearer right-key' }],
    ['an api-key header', [], { 'api-key': 'other-key' }],
    ['a subprotocol', ['realtime', 'openai-insecure-api-key.right-key'], {}],
  ])('%s is taken', async (_, protocols, headers) => {
    const { server, visits } = await start(keys)
    await open(server, protocols, { headers })
    expect(visits[0]?.request.credential).toEqual({ kind: 'accepted' })
  })

  test('without configured keys any key, or none, is taken', async () => {
    const { server, visits } = await start()
    await open(server)
    await open(server, [], { headers: { Authorization: 'Bearer whatever' } })
    expect(visits.map(({ request }) => request.credential.kind)).toEqual(['accepted', 'accepted'])
  })

  test('no key reaches the log', async () => {
    const { server, logged } = await start(keys)
    await open(server, ['realtime', 'openai-insecure-api-key.wrong-key'], { headers: { Authorization: 'Bearer right-key' } })
    await refused(`${server.realtimeUrl}/x?api_key=right-key`, { headers: { Authorization: 'Bearer right-key' } })
    expect(logged.map((line) => JSON.parse(line).msg)).toEqual(['listening', 'connection refused'])
    expect(logged.join()).not.toMatch(/-key/)
  })
})

describe('pages of other sites', () => {
  test('a page on this machine may connect, another site may not', async () => {
    const { server } = await start()
    await open(server, [], { origin: 'http://localhost:5173' })
    expect(await refused(server.realtimeUrl, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      body: { error: { code: 'origin_not_allowed' } },
    })
    expect(await refused(server.realtimeUrl, { origin: 'null' })).toMatchObject({ status: 403 })
  })

  test('a foreign name that points here is refused on the socket and on pages', async () => {
    const { server } = await start()
    expect(await refused(server.realtimeUrl, { headers: { Host: `evil.example:${server.port}` } })).toMatchObject({ status: 403 })
    expect(await getWithHost(server, 'evil.example')).toMatch(/^HTTP\/1.1 403/)
    expect(await getWithHost(server, 'localhost')).toMatch(/^HTTP\/1.1 200/)
  })

  test('a site that is allowed may connect, also under its own name through a proxy', async () => {
    const { server } = await start({ allowOrigin: ['https://app.example'] })
    await open(server, [], { origin: 'https://app.example', headers: { Host: 'app.example' } })
  })
})

describe('TLS', () => {
  test('a self-signed certificate is made once, for loopback names, only for this user, and can be trusted', async () => {
    const tlsFolder = mkdtempSync(join(tmpdir(), 'sidetone-tls-'))
    cleanups.push(() => rmSync(tlsFolder, { recursive: true }))
    const first = await start({ tls: 'self-signed' }, 'ready', { tlsFolder })
    const certFile = first.server.certificateFile ?? ''
    expect(first.server.realtimeUrl).toMatch(/^wss:/)
    expect(statSync(join(tlsFolder, 'localhost.key')).mode & 0o777).toBe(0o600)
    const ca = await readText(certFile)
    for (const host of ['localhost', '127.0.0.1']) {
      const { socket, first: answer } = dialed(await dial(first.server.realtimeUrl.replace('127.0.0.1', host), [], { ca }))
      socket.send('hello')
      expect(await answer).toContain('hello')
    }
    await start({ tls: 'self-signed' }, 'ready', { tlsFolder })
    expect(await readText(certFile)).toBe(ca)
  })

  test('a certificate near its end is made anew', async () => {
    const tlsFolder = mkdtempSync(join(tmpdir(), 'sidetone-tls-'))
    cleanups.push(() => rmSync(tlsFolder, { recursive: true }))
    const clock = new ManualClock()
    const { server } = await start({ tls: 'self-signed' }, 'ready', { tlsFolder, clock })
    const before = await readText(server.certificateFile ?? '')
    await clock.advance(360 * 24 * 60 * 60 * 1000)
    await start({ tls: 'self-signed' }, 'ready', { tlsFolder, clock })
    expect(await readText(server.certificateFile ?? '')).not.toBe(before)
  })

  test('a certificate file that is missing is named', async () => {
    await expect(start({ tlsCert: '/no/cert.pem', tlsKey: '/no/key.pem' })).rejects.toThrow('/no/cert.pem (--tls-cert) cannot be read: ENOENT')
  })
})

test('files that are no certificate are refused with a sentence', async () => {
  const file = fileURLToPath(import.meta.url)
  await expect(start({ tlsCert: file, tlsKey: file })).rejects.toThrow(/cannot be used for TLS .* Both must be PEM, and belong together\./)
})

describe('closing', () => {
  test('clients are told to come again, and the port is free afterwards', async () => {
    const { server, visits } = await start()
    const { closed } = await open(server)
    await server.close()
    expect(await closed).toEqual({ code: 1012, reason: 'restart' })
    await visits[0]?.closed
    await start({ port: String(server.port) })
  })

  test('a client that does not answer is cut off', async () => {
    const clock = new ManualClock()
    const { server, visits } = await start({}, 'ready', { clock })
    const { socket } = await open(server)
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
    const { server } = await start({}, 'ready', { clock })
    const socket = connect(server.port, '127.0.0.1')
    cleanups.push(() => socket.destroy())
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
    const { server } = await start()
    await Promise.all([server.close(), server.close()])
  })
})

function dialed(result: Opened | Refused): Opened {
  if (result.kind === 'refused') throw new Error(JSON.stringify(result))
  return result
}

async function readText(file: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return await readFile(file, 'utf8')
}

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
