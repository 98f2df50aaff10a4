import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { type ServerTool, SidetoneError, type ToolServer } from '@sidetone/protocol'
import type { Clock } from '../../lib/clock.js'
import { type OpenToolServers, ToolCallError, type ToolServers } from '../contract.js'
import { within } from './deadline.js'
import { failureOf, withoutSecrets } from './failure-of.js'
import { loadSdk, type Sdk } from './load-sdk.js'
import { connectToServer, type McpConnection } from './mcp-connection.js'
import { outputText } from './output-text.js'
import type { ServerFetchOptions } from './server-fetch.js'
import { serverTools } from './server-tools.js'

export interface McpServersOptions extends ServerFetchOptions {
  readonly clock: Clock
  /** Connecting and listing, together. */
  readonly listMs?: number
  /** One call, with connecting anew where that is needed. */
  readonly callMs?: number
}

/** A list of more pages is taken for endless. */
const mostPages = 32
/** The SDK has a clock of its own for requests; ours is shorter. */
const sdkTimeoutMs = 600_000

/** Tool servers by the Model Context Protocol. One connection to each server of a session. */
export function createMcpServers({ clock, listMs = 10_000, callMs = 60_000, ...reach }: McpServersOptions): OpenToolServers {
  return () => {
    const connections = new Map<string, Promise<McpConnection>>()
    const ended = new AbortController()

    function connection(sdk: Sdk, server: ToolServer, signal: AbortSignal): Promise<McpConnection> {
      const key = keyOf(server)
      const open = connections.get(key)
      if (open) return open
      const { url } = server
      if (url === null) return Promise.reject(new Error('The MCP server has no address.'))
      const opening = connectToServer(sdk, { ...server, url }, { ...reach, clock, signal, timeout: sdkTimeoutMs })
      connections.set(key, opening)
      opening.then(
        (made) => {
          if (ended.signal.aborted) made.close()
          made.client.onclose = () => forget(key, opening)
        },
        () => forget(key, opening),
      )
      return opening
    }

    function forget(key: string, opening: Promise<McpConnection>): void {
      if (connections.get(key) === opening) connections.delete(key)
    }

    /** Asks over the open connection; a server that has forgotten it is connected to anew, once. */
    async function ask<Value>(sdk: Sdk, server: ToolServer, signal: AbortSignal, run: (client: Client) => Promise<Value>): Promise<Value> {
      const made = await connection(sdk, server, signal)
      try {
        return await run(made.client)
      } catch (error) {
        // MCP specification, Streamable HTTP, session management: 404 asks for a new session; nothing was carried out.
        if (!(error instanceof sdk.StreamableHTTPError) || error.code !== 404 || signal.aborted) throw error
        made.close()
        connections.delete(keyOf(server))
        return await run((await connection(sdk, server, signal)).client)
      }
    }

    async function list(server: ToolServer, caller: AbortSignal): Promise<readonly ServerTool[]> {
      const sdk = await loadSdk()
      const signal = AbortSignal.any([caller, ended.signal])
      try {
        return await within(clock, listMs, `The MCP server did not list its tools within ${listMs / 1000} s.`, signal, async (until) => {
          const told = await ask(sdk, server, until, (client) => allTools(sdk, client, until))
          return serverTools(told, server)
        })
      } catch (error) {
        signal.throwIfAborted()
        throw new SidetoneError('tool-server-failed', failureOf(error, server, sdk).message)
      }
    }

    const call: ToolServers['call'] = async (server, name, values, caller) => {
      const sdk = await loadSdk()
      const signal = AbortSignal.any([caller, ended.signal])
      try {
        const result = await within(clock, callMs, `The tool gave nothing within ${callMs / 1000} s.`, signal, (until) =>
          ask(sdk, server, until, (client) =>
            client.request({ method: 'tools/call', params: { name, arguments: { ...values } } }, sdk.CallToolResultSchema, {
              signal: until,
              timeout: sdkTimeoutMs,
            }),
          ),
        )
        const text = outputText(result)
        if (result.isError) throw new ToolCallError({ kind: 'execution', message: withoutSecrets(text, server) })
        return text
      } catch (error) {
        signal.throwIfAborted()
        throw error instanceof ToolCallError ? error : new ToolCallError(failureOf(error, server, sdk))
      }
    }

    return {
      list,
      call,
      close() {
        if (ended.signal.aborted) return
        ended.abort(new Error('The session has ended.'))
        for (const each of connections.values()) {
          each.then(
            (made) => made.close(),
            () => {},
          )
        }
        connections.clear()
      },
    }
  }
}

async function allTools(sdk: Sdk, client: Client, signal: AbortSignal) {
  const tools = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const params = cursor === undefined ? {} : { cursor }
    const result = await client.request({ method: 'tools/list', params }, sdk.ListToolsResultSchema, { signal, timeout: sdkTimeoutMs })
    tools.push(...result.tools)
    cursor = result.nextCursor
    if (cursor === undefined) return tools
  }
  throw new Error(`The MCP server lists its tools on more than ${mostPages} pages.`)
}

/** Servers that are reached alike share a connection. */
function keyOf({ url, authorization, headers }: ToolServer): string {
  return JSON.stringify([url, authorization, Object.entries(headers).sort()])
}
