import type { ToolServerPolicy } from '../tools/contract.js'

/** Why a server may not be named, as what would allow it; null: it may. Rule M1. */
export function remedyFor(address: string, { allowed, allowPlainHttp }: ToolServerPolicy): string | null {
  const url = new URL(address)
  if (!allowed.some((pattern) => matches(pattern, url))) return `add ${url.host} to mcp.allowedServers (--mcp-server, SIDETONE_MCP_SERVERS)`
  if (url.protocol === 'http:' && !isLoopbackName(url.hostname) && !allowPlainHttp) return 'use https, or set mcp.allowPlainHttp (SIDETONE_MCP_ALLOW_HTTP)'
  return null
}

/** An address allows itself and what lies below it, a host without a port the standard port, `*.` the names below a domain. */
function matches(pattern: string, url: URL): boolean {
  if (pattern === '*') return true
  if (/^https?:\/\//i.test(pattern)) {
    const allowed = new URL(pattern)
    const folder = allowed.pathname.endsWith('/') ? allowed.pathname : `${allowed.pathname}/`
    return allowed.origin === url.origin && `${url.pathname}/`.startsWith(folder)
  }
  const host = pattern.toLowerCase()
  return host.startsWith('*.') ? url.host.endsWith(host.slice(1)) : url.host === host
}

/** `127.…` and `[::1]` as the URL standard writes them, and the name that stands for them. */
function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
