import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { Visitors } from './test-support/visitors.js'

const visitors = new Visitors()
afterEach(() => visitors.end())

describe('TLS', () => {
  test('a self-signed certificate is made once, for loopback names, only for this user, and can be trusted', async () => {
    const tlsFolder = visitors.newFolder('tls')
    const first = await visitors.start({ tls: 'self-signed' }, 'ready', { tlsFolder })
    const certFile = first.server.certificateFile ?? ''
    expect(first.server.realtimeUrl).toMatch(/^wss:/)
    expect(statSync(join(tlsFolder, 'localhost.key')).mode & 0o777).toBe(0o600)
    const ca = readFileSync(certFile, 'utf8')
    for (const host of ['localhost', '127.0.0.1']) {
      const { socket, first: answer } = await visitors.open(first.server.realtimeUrl.replace('127.0.0.1', host), [], { ca })
      socket.send('hello')
      expect(await answer).toContain('hello')
    }
    await visitors.start({ tls: 'self-signed' }, 'ready', { tlsFolder })
    expect(readFileSync(certFile, 'utf8')).toBe(ca)
  })

  test('a certificate near its end is made anew', async () => {
    const tlsFolder = visitors.newFolder('tls')
    const clock = new ManualClock()
    const { server } = await visitors.start({ tls: 'self-signed' }, 'ready', { tlsFolder, clock })
    const before = readFileSync(server.certificateFile ?? '', 'utf8')
    await clock.advance(360 * 24 * 60 * 60 * 1000)
    await visitors.start({ tls: 'self-signed' }, 'ready', { tlsFolder, clock })
    expect(readFileSync(server.certificateFile ?? '', 'utf8')).not.toBe(before)
  })

  test('a certificate file that is missing is named', async () => {
    await expect(visitors.start({ tlsCert: '/no/cert.pem', tlsKey: '/no/key.pem' })).rejects.toThrow('/no/cert.pem (--tls-cert) cannot be read: ENOENT')
  })

  test('files that are no certificate are refused with a sentence', async () => {
    const file = fileURLToPath(import.meta.url)
    await expect(visitors.start({ tlsCert: file, tlsKey: file })).rejects.toThrow(/cannot be used for TLS .* Both must be PEM, and belong together\./)
  })
})
