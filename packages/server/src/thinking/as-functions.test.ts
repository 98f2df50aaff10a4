import type { ServerCall } from '@sidetone/protocol'
import { expect, it } from 'vitest'
import { asFunctions } from './as-functions.js'

function call(more: Partial<ServerCall>): ServerCall {
  const plain = { approvalRequestId: null, output: null, failure: null }
  return { type: 'server-call', id: 'item_1', status: 'completed', server: 'docs', callId: 'call_1', name: 'look_up', arguments: '{}', ...plain, ...more }
}

const made = { type: 'tool-call', id: 'item_1', status: 'completed', callId: 'call_1', name: 'look_up', arguments: '{}' }

it('a call that a server ran reads as a function with its output', () => {
  expect(asFunctions([call({ output: 'noon' })])).toEqual([made, { type: 'tool-output', id: 'item_1_output', callId: 'call_1', output: 'noon' }])
})

it('a call that failed reads as an output that says so', () => {
  const [, output] = asFunctions([call({ status: 'incomplete', failure: { kind: 'execution', message: 'no such word' } })])
  expect(output).toMatchObject({ output: '(failed: no such word)' })
})

it('a call that runs or waits has no output yet, and one that was cut off in writing was never made', () => {
  expect(asFunctions([call({ status: 'in-progress' })])).toEqual([made])
  expect(asFunctions([call({ status: 'incomplete' })])).toEqual([])
})

it('lists and approvals are nothing that a language model is told', () => {
  const asked = { id: 'item_2', server: 'docs', name: 'look_up', arguments: '{}' }
  expect(
    asFunctions([
      { type: 'tool-list', id: 'item_3', status: 'completed', server: 'docs', tools: [] },
      { type: 'approval-request', ...asked },
      { type: 'approval-response', id: 'item_4', approvalRequestId: 'item_2', approve: true, reason: null },
    ]),
  ).toEqual([])
})
