import { WebSocket } from 'ws'
import type { ConformanceOptions } from '../contract.js'
import { Failure } from '../verdict.js'
import { Call } from './call.js'

export interface DialOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly subprotocols?: readonly string[]
  /** Takes the place of the query; the default names the model. */
  readonly query?: string
  /** Takes the place of the key; null: no key is shown. */
  readonly key?: string | null
}

/** The server answered the upgrade with an HTTP status instead. */
export interface Refused {
  readonly httpStatus: number
}

const largestMessageBytes = 64 * 1024 * 1024

/** Opens a connection. Fails when there is no server, or one that breaks the WebSocket standard. */
export function dial(options: ConformanceOptions, { headers, subprotocols = [], query, key }: DialOptions, signal: AbortSignal): Promise<Call | Refused> {
  const url = new URL(options.url)
  if (query !== undefined) url.search = query
  else if (options.model !== undefined) url.searchParams.set('model', options.model)
  const shown = key === undefined ? options.apiKey : key
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [...subprotocols], {
      headers: { ...options.headers, ...(shown ? { authorization: `Bearer ${shown}` } : {}), ...headers },
      maxPayload: largestMessageBytes,
      perMessageDeflate: false,
      ...(options.certificate === undefined ? {} : { ca: options.certificate }),
    })
    const giveUp = () => {
      socket.terminate()
      reject(new Failure('the connection did not open in time'))
    }
    signal.addEventListener('abort', giveUp, { once: true })
    // Before it opens: the first event may come in the same packet.
    const call = new Call(socket, signal)
    const settled = () => signal.removeEventListener('abort', giveUp)
    socket.once('open', () => {
      settled()
      resolve(call)
    })
    socket.once('unexpected-response', (request, response) => {
      settled()
      request.destroy()
      resolve({ httpStatus: response.statusCode ?? 0 })
    })
    socket.once('error', (error) => {
      settled()
      reject(new Failure(`the connection failed: ${error.message}`))
    })
  })
}
