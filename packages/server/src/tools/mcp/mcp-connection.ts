import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { ToolServer } from '@sidetone/protocol'
import { version } from '../../version.js'
import type { Sdk } from './load-sdk.js'
import { createServerFetch, type ServerFetchOptions } from './server-fetch.js'

export interface McpConnection {
  readonly client: Client
  /** Idempotent. */
  close(): void
}

/** Connects by Streamable HTTP, and by HTTP with server-sent events where a server knows no other (as the MCP specification advises clients to). */
export async function connectToServer(
  sdk: Sdk,
  server: ToolServer & { url: string },
  options: ServerFetchOptions & { readonly signal: AbortSignal; readonly timeout: number },
): Promise<McpConnection> {
  const { signal, timeout } = options
  const { fetch, close: closeConnections } = createServerFetch(server, options)
  const url = new URL(server.url)
  const attempt = async (transport: Parameters<Client['connect']>[0]): Promise<McpConnection> => {
    const client = new sdk.Client({ name: 'sidetone', version })
    const close = () => {
      // What is left of the connection goes with its sockets; how it ends concerns nobody.
      client.close().catch(() => {})
      closeConnections()
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
    return await attempt(new sdk.StreamableHTTPClientTransport(url, { fetch }) as Parameters<Client['connect']>[0])
  } catch (error) {
    const isOlder = error instanceof sdk.StreamableHTTPError && [400, 404, 405, 406, 415].includes(error.code ?? 0)
    if (!isOlder || signal.aborted) throw error
    return await attempt(new sdk.SSEClientTransport(url, { fetch }))
  }
}
