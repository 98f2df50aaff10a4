import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { ToolServer } from '@sidetone/protocol'
import type { Clock } from '../../lib/clock.js'
import { version } from '../../version.js'
import { within } from './deadline.js'
import type { Sdk } from './load-sdk.js'
import { createServerFetch, type ServerFetch, type ServerFetchOptions } from './server-fetch.js'

export interface McpConnection {
  readonly client: Client
  /** Takes leave of the server, for two seconds at most, and ends every connection. Idempotent. */
  close(): void
}

const leaveMs = 2_000

type Transport = Parameters<Client['connect']>[0]

interface Attempt {
  readonly transport: Transport
  readonly leave: () => Promise<void>
}

/** Connects by Streamable HTTP, and by HTTP with server-sent events where a server knows no other (as the MCP specification advises clients to). */
export async function connectToServer(
  sdk: Sdk,
  server: ToolServer & { url: string },
  options: ServerFetchOptions & { readonly clock: Clock; readonly signal: AbortSignal; readonly timeout: number },
): Promise<McpConnection> {
  const { clock, signal, timeout } = options
  const url = new URL(server.url)
  const attempt = async (make: (fetch: ServerFetch['fetch']) => Attempt): Promise<McpConnection> => {
    const { fetch, close: closeConnections } = createServerFetch(server, options)
    const { transport, leave } = make(fetch)
    const client = new sdk.Client({ name: 'sidetone', version })
    let left = false
    const close = () => {
      if (left) return
      left = true
      void within(clock, leaveMs, 'The MCP server does not let go.', new AbortController().signal, leave)
        .then(() => client.close())
        // What is left goes with the sockets; how it ends concerns nobody.
        .catch(() => {})
        .finally(closeConnections)
    }
    try {
      await client.connect(transport, { signal, timeout })
    } catch (error) {
      close()
      throw error
    }
    return { client, close }
  }
  try {
    return await attempt((fetch) => {
      const transport = new sdk.StreamableHTTPClientTransport(url, { fetch })
      return { transport: transport as Transport, leave: () => transport.terminateSession() }
    })
  } catch (error) {
    const isOlder = error instanceof sdk.StreamableHTTPError && [400, 404, 405, 406, 415].includes(error.code ?? 0)
    if (!isOlder || signal.aborted) throw error
    return await attempt((fetch) => ({ transport: new sdk.SSEClientTransport(url, { fetch }), leave: () => Promise.resolve() }))
  }
}
