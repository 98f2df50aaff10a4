import { describe, expect, it } from 'vitest'
import { estimateTokens } from '../lib/estimate-tokens.js'
import type { ChatMessage } from '../providers/llm/contract.js'
import { cost, fit } from './fit.js'

const system: ChatMessage = { role: 'system', text: 'Be brief.' }
const user = (text: string): ChatMessage => ({ role: 'user', text, imageUrls: [] })
const assistant = (text: string): ChatMessage => ({ role: 'assistant', text, toolCalls: [] })
const call = (callId: string): ChatMessage => ({ role: 'assistant', text: '', toolCalls: [{ callId, name: 'look', arguments: '{}' }] })
const output = (callId: string): ChatMessage => ({ role: 'tool', callId, output: 'a long result of some forty characters' })

const conversation = [system, user('one'), call('a'), output('a'), assistant('first'), user('two'), assistant('second'), user('three')]

describe('fitting a conversation into the budget', () => {
  it('changes nothing that fits', () => {
    expect(fit(conversation, cost(conversation))).toEqual(conversation)
  })

  it('leaves out the oldest turns as a whole', () => {
    expect(fit(conversation, cost(conversation) - 1)).toEqual([system, ...conversation.slice(5)])
  })

  it('keeps the instructions and the latest turn whatever they cost', () => {
    expect(fit(conversation, 1)).toEqual([system, user('three')])
  })

  it('leaves out the oldest steps of a long latest turn, never the user’s words nor the last step', () => {
    const long = [system, user('do it'), call('a'), output('a'), call('b'), output('b'), call('c'), output('c')]
    expect(fit(long, cost(long) - 1)).toEqual([system, user('do it'), ...long.slice(4)])
    expect(fit(long, 1)).toEqual([system, user('do it'), call('c'), output('c')])
  })

  it.each(Array.from({ length: 80 }, (_, budget) => budget))('never parts a call from its output, whatever the budget (%i)', (budget) => {
    const kept = fit(conversation, budget)
    const has = (message: ChatMessage | undefined) => kept.includes(message as ChatMessage)
    expect(has(conversation[2])).toBe(has(conversation[3]))
  })

  it('takes a conversation without anything but instructions', () => {
    expect(fit([system], 0)).toEqual([system])
  })
})

describe('an estimate of tokens', () => {
  it.each([
    ['', 0],
    ['word', 1],
    ['four letters and more', 6],
    ['你好', 2],
    ['안녕 hi', 3],
  ])('%j is about %i', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens)
  })
})
