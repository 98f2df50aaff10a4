import { type IncomingMessage, Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http'
import { request as secureRequest, Agent as TlsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { ToolServer } from '@sidetone/protocol'
import { checkedLookup, refuseForbiddenHost } from './checked-lookup.js'

/** Most bytes of one answer; a server's list of tools is some hundred kilobytes at the most. */
const mostBytes = 8 * 1024 * 1024

export interface ServerFetch {
  readonly fetch: (address: string | URL, init?: RequestInit) => Promise<Response>
  /** Ends every connection. Idempotent. */
  close(): void
}

export interface ServerFetchOptions {
  readonly allowPrivateAddresses: boolean
  readonly lookup?: LookupFunction
}

/**
 * `fetch` for one tool server: to its own origin only, shown its secrets, to addresses that were checked, without following redirects, and with a limit
 * on what is read. Node's own `fetch` can be told neither which address to connect to nor where to stop.
 */
export function createServerFetch(server: ToolServer & { url: string }, { allowPrivateAddresses, lookup = checkedLookup() }: ServerFetchOptions): ServerFetch {
  const { origin, protocol } = new URL(server.url)
  const options = { keepAlive: true, ...(!allowPrivateAddresses && { lookup }) }
  const agent = protocol === 'https:' ? new TlsAgent(options) : new PlainAgent(options)
  const secrets = secretHeaders(server)

  return {
    async fetch(address, init = {}) {
      const url = new URL(address)
      if (url.origin !== origin) throw new Error(`The MCP server names an address that is not its own: ${url.origin}.`)
      if (!allowPrivateAddresses) refuseForbiddenHost(url)
      const headers = { 'accept-encoding': 'identity', ...Object.fromEntries(new Headers(init.headers)), ...secrets }
      const answer = await send(url, { method: init.method ?? 'GET', headers, agent, ...(init.signal && { signal: init.signal }) }, init.body)
      const status = answer.statusCode ?? 0
      if (status >= 300 && status < 400) {
        answer.destroy()
        throw new Error(`The MCP server redirects (status ${status}), which is not followed. Name the address where it is.`)
      }
      return toResponse(answer, status)
    },
    close: () => agent.destroy(),
  }
}

function send(url: URL, options: RequestOptions, body: RequestInit['body']): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, options, resolve)
    request.on('error', reject)
    request.end(typeof body === 'string' ? body : undefined)
  })
}

function toResponse(answer: IncomingMessage, status: number): Response {
  const headers = new Headers()
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) headers.append(answer.rawHeaders[at] as string, answer.rawHeaders[at + 1] as string)
  if (status === 204 || status === 205) {
    answer.resume()
    return new Response(null, { status, headers })
  }
  return new Response(Readable.toWeb(Readable.from(bounded(answer))) as ReadableStream<Uint8Array> as BodyInit, { status, headers })
}

async function* bounded(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error(`The MCP server answers with more than ${mostBytes} bytes.`)
    yield chunk
  }
}

function secretHeaders({ headers, authorization }: ToolServer): Record<string, string> {
  if (authorization === null) return { ...headers }
  return { ...headers, authorization: /^\w+ /.test(authorization) ? authorization : `Bearer ${authorization}` }
}
