import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Config } from '../config/contract.js'

const limitMs = 1_000

/** Whether a Sidetone answers where this one would listen, with TLS or without, as configured. */
export function isSidetoneAt({ host, port, tls }: Pick<Config['server'], 'host' | 'port' | 'tls'>): Promise<boolean> {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  // Only asked who it is; nothing is entrusted to it, so its certificate does not matter.
  const options = { host: reachable, port, path: '/healthz', timeout: limitMs, headers: { host: 'localhost' }, rejectUnauthorized: false }
  return new Promise((resolve) => {
    const asked = (tls.kind === 'none' ? requestHttp : requestHttps)(options, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        body = (body + part).slice(0, 1_000)
      })
      answer.on('end', () => resolve(body.includes('"status"') && body.includes('"parts"')))
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
    asked.on('error', () => resolve(false))
    asked.end()
  })
}
