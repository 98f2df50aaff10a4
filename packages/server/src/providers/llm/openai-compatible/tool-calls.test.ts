import { describe, expect, it } from 'vitest'
import type { ChatPart } from '../contract.js'
import { callsOf, checkOrder } from '../contract-suite.js'
import type { ToolCallDelta } from './chunk.js'
import { ToolCallAssembler } from './tool-calls.js'

const piece = (index: number | undefined, id: string | undefined, name: string | undefined, text: string): ToolCallDelta => ({
  index,
  id,
  function: { name, arguments: text },
})

function assemble(deltas: readonly ToolCallDelta[]) {
  let named = 0
  const assembler = new ToolCallAssembler(() => `minted_${++named}`)
  const parts: ChatPart[] = [...deltas.flatMap((delta) => assembler.push(delta)), ...assembler.end()]
  checkOrder([...parts, { type: 'end', because: 'completed', usage: null }])
  return callsOf(parts).map((call) => `${call.callId} ${call.name} ${call.arguments}`)
}

describe('tool calls in pieces', () => {
  it.each<[string, ToolCallDelta[], string[]]>([
    [
      'one after the other',
      [piece(0, 'a', 'f', '{"x"'), piece(0, undefined, undefined, ':1}'), piece(1, 'b', 'g', ''), piece(1, undefined, undefined, '{}')],
      ['a f {"x":1}', 'b g {}'],
    ],
    [
      'by turns',
      [piece(0, 'a', 'f', '{"x"'), piece(1, 'b', 'g', '{"y"'), piece(0, undefined, undefined, ':1}'), piece(1, undefined, undefined, ':2}')],
      ['a f {"x":1}', 'b g {"y":2}'],
    ],
    ['with a late id', [piece(0, undefined, 'f', '{'), piece(0, 'a', undefined, '}')], ['a f {}']],
    ['with a late name', [piece(0, 'a', undefined, '{'), piece(0, undefined, 'f', '}')], ['a f {}']],
    ['with id and name repeated', [piece(0, 'a', 'f', '{'), piece(0, 'a', 'f', '}')], ['a f {}']],
    ['with empty ids and names after the first', [piece(0, 'a', 'f', '{'), piece(0, '', '', '}')], ['a f {}']],
    ['without any id', [piece(0, undefined, 'f', '{}'), piece(1, undefined, 'g', '{}')], ['minted_1 f {}', 'minted_2 g {}']],
    ['all numbered 0', [piece(0, 'a', 'f', '{}'), piece(0, 'b', 'g', '{}')], ['a f {}', 'b g {}']],
    ['without index and id', [piece(undefined, undefined, 'f', '{}'), piece(undefined, undefined, 'f', '{"x":1}')], ['minted_1 f {}', 'minted_2 f {"x":1}']],
    ['without arguments', [piece(0, 'a', 'f', '')], ['a f {}']],
    ['with arguments that are no text', [{ index: 0, id: 'a', function: { name: 'f', arguments: { x: 1 } } }], ['a f {"x":1}']],
  ])('%s', (_, deltas, calls) => {
    expect(assemble(deltas)).toEqual(calls)
  })

  it('passes the open call on at once, piece by piece', () => {
    const assembler = new ToolCallAssembler(() => 'minted')
    expect(assembler.push(piece(0, 'a', 'f', '{"x'))).toEqual([
      { type: 'tool-call-start', callId: 'a', name: 'f' },
      { type: 'tool-call-delta', callId: 'a', delta: '{"x' },
    ])
    expect(assembler.push(piece(0, undefined, undefined, '":1}'))).toEqual([{ type: 'tool-call-delta', callId: 'a', delta: '":1}' }])
    expect(assembler.push(piece(1, 'b', 'g', ''))[0]).toEqual({ type: 'tool-call-end', callId: 'a' })
  })

  it('fails on a call without a name', () => {
    expect(() => assemble([piece(0, 'a', undefined, '{}')])).toThrow('without naming it')
  })
})
