import type { Area, Bench, Scenario } from '../check.js'
import type { WireEvent } from '../contract.js'
import { message, respondInText, update } from '../say.js'
import { expectOrder, expectSame, expectThat, Unknown } from '../verdict.js'

const label = 'conformance'
/** Where no MCP server is, on the host of the one that was named. */
const nowhere = '/sidetone-conformance/nothing-here'

const ends = ['response.mcp_call.completed', 'response.mcp_call.failed']
const hasResult = ({ item }: WireEvent) => Boolean(item.output ?? item.error)

interface ToolCall {
  /** Of the item of the call. */
  readonly events: readonly WireEvent[]
  readonly listing: readonly WireEvent[]
  readonly list: WireEvent
  readonly result: WireEvent
}

/** The server's tools are listed, and the one of this name is called; null: the first. */
async function listAndCall(bench: Bench, wanted: string | null): Promise<ToolCall> {
  const call = await bench.open()
  call.send(update({ tools: [{ type: 'mcp', server_label: label, server_url: bench.options.mcpUrl, require_approval: 'never' }] }))
  const { item_id } = await call.seen(0, 'mcp_list_tools.completed')
  const list = await call.seen(0, 'conversation.item.done', ({ item }) => item.id === item_id)
  const names: readonly unknown[] = list.item.tools.map(({ name }: { name?: unknown }) => name)
  const name = wanted ?? names[0]
  expectThat(wanted !== null || typeof name === 'string', 'the item holds no tools', [list])
  if (!names.includes(name)) throw new Unknown('skipped', `the MCP server has no tool named "${name}"`)
  call.send(message(`Call the function ${name}.`))
  call.send(respondInText({ tool_choice: { type: 'mcp', server_label: label, name } }))
  const { item_id: called } = await call.seen(0, ends)
  const ofCall = ({ item }: WireEvent) => item.id === called
  await call.seen(0, 'response.output_item.done', ofCall)
  const result = await call.seen(0, ['response.output_item.done', 'conversation.item.done'], (event) => ofCall(event) && hasResult(event))
  const of = (id: unknown) => call.events.filter((event) => (event.item_id ?? event.item?.id) === id && !event.type.endsWith('.delta'))
  return { events: of(called), listing: of(item_id), list, result }
}

const toolCall: Scenario<ToolCall> = (bench) => listAndCall(bench, null)

export const mcp: Area = {
  name: 'MCP tools',
  checks: [
    {
      id: 'RT-7.15-list-tools',
      title: 'An MCP server that is named among the tools is asked for its tools, and they come as an item',
      standing: 'documented',
      needs: 'mcp',
      async run(bench) {
        const { listing: events, list } = await bench.played(toolCall)
        const listing = events.map(({ type }) => type)
        expectSame('the type of the item', list.item.type, 'mcp_list_tools')
        expectSame('the server', list.item.server_label, label)
        // Which of the first two comes first is not established.
        expectSame('the first two events', listing.slice(0, 2).sort(), ['conversation.item.added', 'mcp_list_tools.in_progress'])
        expectSame('what follows', listing.slice(2), ['mcp_list_tools.completed', 'conversation.item.done'])
      },
    },
    {
      id: 'RT-7.15-call',
      title: 'A tool of it is called by the server: arguments, progress and result come as events of one item',
      standing: 'documented',
      needs: 'mcp',
      async run(bench) {
        const { events, result } = await bench.played(toolCall)
        const progress = events.filter(({ type }) => type.startsWith('response.mcp_call'))
        expectOrder('the events of the call', progress, [
          'response.mcp_call_arguments.done',
          'response.mcp_call.in_progress',
          result.item.error ? 'response.mcp_call.failed' : 'response.mcp_call.completed',
        ])
        expectSame('the server', result.item.server_label, label)
      },
    },
    {
      id: 'RT-7.15-call-in-response',
      title: 'The result of a call is in response.output_item.done or, where the call outlives its response, in conversation.item.done',
      standing: 'reading',
      needs: 'mcp',
      // The reference shows the first; no recording does, and a server that lets the user talk on while a call runs has to do the second.
      async run(bench) {
        const { events } = await bench.played(toolCall)
        const ended = events.findIndex(({ type }) => ends.includes(type))
        const done = events.findIndex(({ type }) => type === 'response.output_item.done')
        const last = ended < done ? done : events.findIndex(({ type }, at) => at > ended && type === 'conversation.item.done')
        const what = ended < done ? 'response.output_item.done' : 'conversation.item.done behind the end of the call'
        expectThat(last >= 0 && hasResult(events[last] as WireEvent), `${what} does not hold the result`, events.slice(Math.min(ended, done)))
      },
    },
    {
      id: 'RT-7.15-call-failed',
      title: 'A call whose tool fails ends with response.mcp_call.failed and with the error in its item (on MCP servers with a tool named "fail")',
      standing: 'documented',
      needs: 'mcp',
      async run(bench) {
        const { events, result } = await listAndCall(bench, 'fail')
        const end = events.find(({ type }) => ends.includes(type))
        expectSame('the end of the call', end?.type, 'response.mcp_call.failed')
        expectThat(typeof result.item.error?.type === 'string', 'the item does not hold the error', [result])
      },
    },
    {
      id: 'RT-7.15-list-failed',
      title: 'An MCP server that cannot be listed is told by mcp_list_tools.failed, and the session goes on',
      standing: 'documented',
      needs: 'mcp',
      async run(bench) {
        const call = await bench.open()
        const server_url = new URL(nowhere, bench.options.mcpUrl).href
        call.send(update({ tools: [{ type: 'mcp', server_label: label, server_url, require_approval: 'never' }] }))
        const outcome = await call.seen(0, ['mcp_list_tools.completed', 'mcp_list_tools.failed', 'error'])
        if (outcome.type === 'mcp_list_tools.completed') throw new Unknown('skipped', 'the MCP server answers at any address')
        if (outcome.type === 'error') throw new Unknown('skipped', `the server does not let an address beside the named one be used: ${outcome.error?.code}`)
        await call.settle()
      },
    },
  ],
}
