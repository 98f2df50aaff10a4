import { request } from 'node:http'

const limitMs = 1_000

/** Whether a Sidetone without TLS answers there. */
export function isSidetoneAt(host: string, port: number): Promise<boolean> {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return new Promise((resolve) => {
    const asked = request({ host: reachable, port, path: '/healthz', timeout: limitMs, headers: { host: 'localhost' } }, (answer) => {
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
