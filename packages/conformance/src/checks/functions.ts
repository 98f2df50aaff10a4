import type { Area } from '../check.js'
import { joined } from '../order.js'
import { functionCall } from '../scenarios.js'
import { expectSame, expectThat, Failure } from '../verdict.js'
import { expectSkeleton } from './text.js'

export const functions: Area = {
  name: 'Functions',
  checks: [
    {
      id: 'RT-7.6-function-call',
      title: 'A function call comes in the recorded order, with name and arguments, and without content parts',
      standing: 'recorded',
      async run(bench) {
        const trace = await bench.played(functionCall)
        expectSkeleton(trace)
        expectSame('the name', trace.item.name, 'get_weather')
        expectSame('the status', trace.item.status, 'completed')
      },
    },
    {
      id: 'RT-7.6-arguments',
      title: 'The deltas of the arguments add up to the arguments, which are JSON',
      standing: 'recorded',
      async run(bench) {
        const { events, item } = await bench.played(functionCall)
        expectSame('the deltas together', joined(events, 'response.function_call_arguments.delta'), item.arguments)
        expectSame('the arguments of the done event', events.find(({ type }) => type === 'response.function_call_arguments.done')?.arguments, item.arguments)
        try {
          JSON.parse(item.arguments)
        } catch {
          throw new Failure('the arguments are no JSON', ['{"city":"Paris"}'], [item.arguments])
        }
      },
    },
    {
      id: 'RT-7.6-output-item',
      title: 'The item of a function output has no status, and bears the call id',
      standing: 'recorded',
      async run(bench) {
        const { events, item } = await bench.played(functionCall)
        const output = events.find((event) => event.type === 'conversation.item.done' && event.item.type === 'function_call_output')?.item
        expectSame('call_id', output?.call_id, item.call_id)
        expectThat(!('status' in output), 'the function_call_output has a status')
      },
    },
    {
      id: 'RT-7.6-early-output',
      title: 'An output that is sent before the response has ended is acknowledged behind response.done',
      standing: 'recorded',
      async run(bench) {
        const { events, done } = await bench.played(functionCall)
        const added = events.findIndex((event) => event.type === 'conversation.item.added' && event.item.type === 'function_call_output')
        expectThat(added > events.indexOf(done), 'the output was acknowledged before response.done', events.slice(added, added + 1))
      },
    },
    {
      id: 'RT-7.6-round-trip',
      title: 'The next response answers with the output',
      standing: 'recorded',
      async run(bench) {
        const { answered } = await bench.played(functionCall)
        const done = answered.find(({ type }) => type === 'response.done')
        expectSame('the status', done?.response.status, 'completed')
        expectSame('the type of the item', done?.response.output[0]?.type, 'message')
      },
    },
  ],
}
