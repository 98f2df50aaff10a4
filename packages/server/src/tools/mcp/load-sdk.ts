let loading: ReturnType<typeof load> | null = null

/** The MCP SDK, loaded by the first session that names a server: it takes a third of a second, which most starts need not wait for. */
export function loadSdk(): ReturnType<typeof load> {
  loading ??= load()
  return loading
}

export type Sdk = Awaited<ReturnType<typeof load>>

async function load() {
  const [{ Client }, { StreamableHTTPClientTransport, StreamableHTTPError }, { SSEClientTransport, SseError }, types] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
    import('@modelcontextprotocol/sdk/client/sse.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ])
  const { McpError, ListToolsResultSchema, CallToolResultSchema } = types
  return { Client, StreamableHTTPClientTransport, StreamableHTTPError, SSEClientTransport, SseError, McpError, ListToolsResultSchema, CallToolResultSchema }
}
