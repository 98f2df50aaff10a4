import { runConformance } from '@sidetone/conformance'
import type { TestMcpServer } from '@sidetone/server/tools/mcp/testing/mcp-server.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startConformanceTools } from '../support/conformance-tools.js'
import { type Mutation, startMutatingProxy } from '../support/mutating-proxy.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import type { WireEvent } from '../support/wire-log.js'

const endsCall = (event: WireEvent) => event.type === 'conversation.item.done' && event.item.type === 'mcp_call'

/** The other reading of the reference: the response waits for the call, and its output_item.done holds the result. */
const withinTheResponse: Mutation = (event, state) => {
  const waiting = (state.get('waiting') ?? []) as WireEvent[]
  if (endsCall(event)) {
    state.delete('waiting')
    return [event, ...waiting.map((each) => (each.type === 'response.output_item.done' ? { ...each, item: event.item } : each))]
  }
  const begins = event.type === 'response.output_item.done' && event.item.type === 'mcp_call'
  if (!begins && !(event.type === 'response.done' && waiting.length > 0)) return [event]
  state.set('waiting', [...waiting, event])
  return []
}

const faults: readonly { readonly fault: string; readonly mutate: Mutation; readonly caughtBy: readonly string[] }[] = [
  {
    fault: 'the result of a call is told before its end',
    mutate: (event, state) => {
      if (event.type === 'response.mcp_call.completed') {
        state.set('end', event)
        return []
      }
      return endsCall(event) && state.has('end') ? [event, state.get('end') as WireEvent] : [event]
    },
    caughtBy: ['RT-7.15-call-in-response'],
  },
  {
    fault: 'a call that failed is told as completed',
    mutate: (event) => [event.type === 'response.mcp_call.failed' ? { ...event, type: 'response.mcp_call.completed' } : event],
    caughtBy: ['RT-7.15-call-failed'],
  },
  {
    fault: 'the server that was asked for its tools is not named',
    mutate: (event) => {
      if (event.type === 'conversation.item.done' && event.item.type === 'mcp_list_tools') delete event.item.server_label
      return [event]
    },
    caughtBy: ['RT-7.15-list-tools'],
  },
]

describe('the checks of MCP', () => {
  let tools: TestMcpServer
  let server: TestServer
  beforeAll(async () => {
    tools = await startConformanceTools()
    server = await startTestServer({ mcpServers: [tools.host] })
  })
  afterAll(async () => {
    await server?.close()
    await tools?.close()
  })

  async function failed(mutate: Mutation): Promise<string[]> {
    const proxy = await startMutatingProxy(server.realtimeUrl, mutate)
    try {
      const { results } = await runConformance({ url: proxy.url, only: ['RT-7.15'], timeoutMs: 30_000, mcpUrl: tools.url })
      return results.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id)
    } finally {
      await proxy.close()
    }
  }

  it('hold for a server whose calls outlive their response, as this one, and for one whose responses wait for their calls', async () => {
    expect(await failed((event) => [event])).toEqual([])
    expect(await failed(withinTheResponse)).toEqual([])
  })

  it.each(faults)('find that $fault', async ({ mutate, caughtBy }) => {
    expect(await failed(mutate)).toEqual(caughtBy)
  })
})
