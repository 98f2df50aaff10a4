import type { Item, Truncation } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { contextTokens, fitContext } from './fit-context.js'

const auto: Truncation = { kind: 'auto' }
const system = (id: string): Item => ({ type: 'system-message', id, status: 'completed', content: [{ type: 'text', text: 'Be brief.' }] })
const user = (id: string): Item => ({
  type: 'user-message',
  id,
  status: 'completed',
  content: [{ type: 'audio', transcript: `words of ${id}`, durationMs: 1_000 }],
})
const assistant = (id: string): Item => ({ type: 'assistant-message', id, status: 'completed', content: [{ type: 'audio', transcript: `answer ${id}` }] })
const call = (id: string): Item => ({ type: 'tool-call', id, status: 'completed', callId: `call_${id}`, name: 'look', arguments: '{}' })
const output = (id: string, of: string): Item => ({ type: 'tool-output', id, callId: `call_${of}`, output: 'a long result of some forty characters' })

const conversation = [system('s'), user('1'), call('a'), output('A', 'a'), assistant('2'), user('3'), assistant('4'), user('5')]

/** The ids of what is kept and of what is dropped. */
function fit(items: readonly Item[], truncation: Truncation, mostTokens: number): string {
  const fitted = fitContext(items, truncation, mostTokens)
  if (!fitted.fits) return 'too long'
  const ids = (list: readonly Item[]) => list.map(({ id }) => id).join(' ')
  return `${ids(fitted.items)} | ${ids(fitted.dropped)}`
}

describe('a context', () => {
  it('T1 that is within the limit stays as it is, whatever the truncation', () => {
    const all = contextTokens(conversation)
    for (const truncation of [auto, { kind: 'disabled' }, { kind: 'retention-ratio', ratio: 0.1, mostTokens: null }] as const) {
      expect(fit(conversation, truncation, all)).toBe('s 1 a A 2 3 4 5 | ')
    }
  })

  it('T1 loses its oldest turns as a whole, and no more than it must', () => {
    expect(fit(conversation, auto, contextTokens(conversation) - 1)).toBe('s 3 4 5 | 1 a A 2')
  })

  it('T1 keeps system messages in front and the latest turn, whatever they cost', () => {
    expect(fit(conversation, auto, 0)).toBe('s 5 | 1 a A 2 3 4')
    expect(fit([system('s')], auto, 0)).toBe('s | ')
  })

  it('T1 loses the oldest steps of a long latest turn, never the user’s words nor the last step', () => {
    const long = [user('u'), call('a'), output('A', 'a'), call('b'), output('B', 'b'), call('c'), output('C', 'c')]
    expect(fit(long, auto, contextTokens(long) - 1)).toBe('u b B c C | a A')
    expect(fit(long, auto, 0)).toBe('u c C | a A b B')
  })

  it('T2 is never parted from the output of a call, also when it came a turn later', () => {
    const late = [user('1'), call('a'), user('2'), output('A', 'a'), assistant('3'), user('4')]
    expect(fit(late, auto, contextTokens(late) - 1)).toBe('2 3 4 | 1 a A')
  })

  it('T1 of a retention ratio falls to that part of the limit, so that the next replies need not leave out anything', () => {
    const turns = Array.from({ length: 10 }, (_, turn) => [user(`u${turn}`), assistant(`a${turn}`)]).flat()
    const all = contextTokens(turns)
    expect(fit(turns, auto, all - 1)).toContain('| u0 a0')
    expect(fit(turns, { kind: 'retention-ratio', ratio: 0.5, mostTokens: null }, all - 1)).toBe(
      'u6 a6 u7 a7 u8 a8 u9 a9 | u0 a0 u1 a1 u2 a2 u3 a3 u4 a4 u5 a5'.replace('u6', 'u6'),
    )
  })

  it('T1 keeps to the client’s own limit, but not beyond what the model takes', () => {
    const ratio = (mostTokens: number): Truncation => ({ kind: 'retention-ratio', ratio: 1, mostTokens })
    const all = contextTokens(conversation)
    expect(fit(conversation, ratio(all - 1), 10_000)).toBe('s 3 4 5 | 1 a A 2')
    expect(fit(conversation, ratio(10_000), all - 1)).toBe('s 3 4 5 | 1 a A 2')
  })

  it('T1 is too long when truncation is disabled', () => {
    expect(fit(conversation, { kind: 'disabled' }, contextTokens(conversation) - 1)).toBe('too long')
  })
})
