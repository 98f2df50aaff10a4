import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../config/contract.js'
import { isLoopback } from '../config/is-loopback.js'

/**
 * Why this request may not come in, for a person; null: it may. A web page that the user merely visits must not talk to a server on the user's own machine,
 * neither by its own origin nor by a name that it lets point here (DNS rebinding).
 */
export function refuseForeign(headers: IncomingHttpHeaders, server: Pick<Config['server'], 'host' | 'allowedOrigins'>): string | null {
  const { origin, host = '' } = headers
  if (server.allowedOrigins.includes('*')) return null
  const allowedHosts = server.allowedOrigins.flatMap((each) => hostOf(each) ?? [])
  if (isLoopback(server.host) && !isLoopback(hostname(host)) && !allowedHosts.includes(host)) {
    return `The host name ${JSON.stringify(host)} is not this machine's. Use localhost, or allow it with --allow-origin https://NAME.`
  }
  if (origin === undefined || server.allowedOrigins.includes(origin)) return null
  const originHost = hostOf(origin)
  if (originHost !== null && (originHost === host || isLoopback(hostname(originHost)))) return null
  return `Pages from ${JSON.stringify(origin)} may not connect. Allow them with --allow-origin ${originHost === null ? "'*'" : origin}.`
}

/** Name and port of an origin; null when it has none, as `null` and `file://` do. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host || null : null
}

/** The name in a Host header, without its port. */
function hostname(host: string): string {
  return host.replace(/:\d+$/, '')
}
