import type { Item } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { appendItem, findItem, insertItem, itemOfClient, lastItemId, previousItemId, removeItem, replaceItem } from './conversation.js'

const item = (id: string): Item => ({ type: 'user-message', id, status: 'completed', content: [{ type: 'text', text: id }] })
const three = [item('a'), item('b'), item('c')]
const ids = (conversation: readonly Item[]): string => conversation.map(({ id }) => id).join('')

describe('the conversation', () => {
  it('C1 items enter at the end, at the start and behind another', () => {
    expect(ids(appendItem(three, item('d')))).toBe('abcd')
    expect(ids(insertItem(three, item('d'), null))).toBe('dabc')
    expect(ids(insertItem(three, item('d'), 'a'))).toBe('adbc')
    expect(ids(three)).toBe('abc')
  })

  it('C1 every item has the one before it, the first has none', () => {
    expect(['a', 'b', 'unknown'].map((id) => previousItemId(three, id))).toEqual([null, 'a', null])
    expect([lastItemId(three), lastItemId([])]).toEqual(['c', null])
  })

  it('C3 a removed item leaves the others in order; a replaced one keeps its place', () => {
    expect(ids(removeItem(three, 'b'))).toBe('ac')
    const replaced = replaceItem(three, { ...item('b'), status: 'incomplete' } as Item)
    expect(ids(replaced)).toBe('abc')
    expect(findItem(replaced, 'b')).toMatchObject({ status: 'incomplete' })
  })

  it("C1 a client's item is complete as it comes, a tool's output has no status", () => {
    expect(itemOfClient({ type: 'user-message', content: [] }, 'a')).toEqual({ type: 'user-message', id: 'a', status: 'completed', content: [] })
    expect(itemOfClient({ type: 'tool-output', callId: 'call_1', output: '{}' }, 'b')).toEqual({ type: 'tool-output', id: 'b', callId: 'call_1', output: '{}' })
  })
})
