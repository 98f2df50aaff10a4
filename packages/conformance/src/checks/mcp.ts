import type { Area, Scenario } from '../check.js'
import type { WireEvent } from '../contract.js'
import { message, respondInText, update } from '../say.js'
import { expectOrder, expectSame, expectThat } from '../verdict.js'

const label = 'conformance'

/** The server's tools are listed, and one of them is called. */
const toolCall: Scenario<{ events: readonly WireEvent[]; listing: readonly WireEvent[]; list: WireEvent; result: WireEvent }> = async (bench) => {
  const call = await bench.open()
  call.send(update({ tools: [{ type: 'mcp', server_label: label, server_url: bench.options.mcpUrl, require_approval: 'never' }] }))
  const { item_id } = await call.seen(0, 'mcp_list_tools.completed')
  const list = await call.seen(0, 'conversation.item.done', ({ item }) => item.id === item_id)
  const { name } = list.item.tools[0] ?? {}
  expectThat(typeof name === 'string', 'the item holds no tools', [list])
  call.send(message(`Call the function ${name}.`))
  call.send(respondInText({ tool_choice: { type: 'mcp', server_label: label, name } }))
  const { item_id: called } = await call.seen(0, ['response.mcp_call.completed', 'response.mcp_call.failed'])
  const ofCall = ({ item }: WireEvent) => item.id === called
  await call.seen(0, 'response.output_item.done', ofCall)
  const result = await call.seen(
    0,
    ['response.output_item.done', 'conversation.item.done'],
    (event) => ofCall(event) && Boolean(event.item.output ?? event.item.error),
  )
  const of = (id: unknown) => call.events.filter((event) => (event.item_id ?? event.item?.id) === id && !event.type.endsWith('.delta'))
  return { events: of(called), listing: of(item_id), list, result }
}

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
      title: 'The call ends within its response: its result is in response.output_item.done',
      standing: 'documented',
      needs: 'mcp',
      async run(bench) {
        const { events } = await bench.played(toolCall)
        const done = events.findIndex(({ type }) => type === 'response.output_item.done')
        const ended = events.findIndex(({ type }) => type === 'response.mcp_call.completed' || type === 'response.mcp_call.failed')
        expectThat(ended < done, 'response.output_item.done came before the end of the call', events.slice(done, ended + 1))
      },
    },
  ],
}
