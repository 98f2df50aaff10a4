import type { Item, ToolCall, ToolOutput, UserPart } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import type { ThinkingRequest } from './contract.js'
import { cutOffNote, prompt } from './prompt.js'
import { spokenInstructions } from './spoken-instructions.js'

let count = 0
const base = () => ({ id: `item_${++count}`, status: 'completed' as const })
const user = (...content: UserPart[]): Item => ({ ...base(), type: 'user-message', content })
const heard = (transcript: string | null): Item => user({ type: 'audio', transcript, durationMs: 1_000 })
const said = (transcript: string): Item => ({ ...base(), type: 'assistant-message', content: [{ type: 'audio', transcript }] })
const call = (callId: string, more: Partial<ToolCall> = {}): Item => ({ ...base(), type: 'tool-call', callId, name: 'look', arguments: '{}', ...more })
const output = (callId: string, text = `result of ${callId}`): ToolOutput => ({ id: `item_${++count}`, type: 'tool-output', callId, output: text })

const make = (items: readonly Item[], more: Partial<ThinkingRequest> = {}, seesImages = false) =>
  prompt({ instructions: '', items, tools: [], toolChoice: 'auto', maxOutputTokens: 'unlimited', modality: 'text', ...more }, { seesImages })
const messagesOf = (...items: readonly Item[]) => make(items).messages
const toolMessage = (callId: string, text = `result of ${callId}`) => ({ role: 'tool', callId, output: text })
const calls = (text: string, ...ids: readonly string[]) => ({
  role: 'assistant',
  text,
  toolCalls: ids.map((callId) => ({ callId, name: 'look', arguments: '{}' })),
})

describe('the instructions', () => {
  it('come first, and a spoken answer adds how to speak', () => {
    expect(make([], { instructions: 'You are Max.', modality: 'audio' }).messages).toEqual([{ role: 'system', text: `You are Max.\n\n${spokenInstructions}` }])
  })

  it('end with what was said before, where it was summed up', () => {
    const [first] = make([], { instructions: 'You are Max.', summary: 'The user is Ada.' }).messages
    expect(first).toMatchObject({ role: 'system', text: expect.stringMatching(/^You are Max\.\n\nEarlier parts .* not shown\..*\nThe user is Ada\.$/s) })
  })

  it('are left out when there are none', () => {
    expect(make([], { instructions: ' ' }).messages).toEqual([])
  })
})

describe('an interruption', () => {
  const cutOff = (transcript: string): Item => ({ ...base(), type: 'assistant-message', content: [{ type: 'audio', transcript, cutOff: true }] })

  it('is marked where it was, and the instructions say what the mark means', () => {
    const { messages } = make([cutOff('Once upon a'), heard('Stop.')], { instructions: 'You are Max.' })
    expect(messages).toEqual([
      { role: 'system', text: `You are Max.\n\n${cutOffNote}` },
      { role: 'assistant', text: 'Once upon a—', toolCalls: [] },
      { role: 'user', text: 'Stop.', imageUrls: [] },
    ])
  })

  it('before the first word leaves nothing', () => {
    expect(messagesOf(cutOff(''), heard('Stop.'))).toEqual([{ role: 'user', text: 'Stop.', imageUrls: [] }])
  })
})

describe('the words of the user', () => {
  it('are what was recognised', () => {
    expect(messagesOf(heard('Hello.'))).toEqual([{ role: 'user', text: 'Hello.', imageUrls: [] }])
  })

  it('are inaudible when recognition failed', () => {
    expect(messagesOf(heard(null))).toMatchObject([{ text: '(inaudible)' }])
  })

  it('leave out a turn in which nothing was said, unless it is the last thing that happened', () => {
    expect(messagesOf(heard(''), heard('Hello.'))).toMatchObject([{ text: 'Hello.' }])
    expect(messagesOf(heard('Hello.'), heard(' '))).toMatchObject([{ text: 'Hello.' }, { text: '(silence)' }])
  })

  it('keep their order with what was typed', () => {
    expect(messagesOf(user({ type: 'text', text: 'Typed.' }, { type: 'audio', transcript: 'Spoken.', durationMs: 1 }))).toMatchObject([
      { text: 'Typed.\nSpoken.' },
    ])
  })

  it('bring images to a model that sees them, and a note to one that does not', () => {
    const item = user({ type: 'text', text: 'Look.' }, { type: 'image', url: 'data:x', detail: 'auto' })
    expect(make([item], {}, true).messages).toEqual([{ role: 'user', text: 'Look.', imageUrls: ['data:x'] }])
    expect(make([item], {}, false).messages).toEqual([{ role: 'user', text: 'Look.\n(an image that you cannot see)', imageUrls: [] }])
  })
})

describe('the words of the assistant', () => {
  it('are those that were heard; a reply of which nothing was heard never was', () => {
    expect(messagesOf(said('Hello th'), said(''))).toEqual([{ role: 'assistant', text: 'Hello th', toolCalls: [] }])
  })
})

describe('function calls', () => {
  it('are one message with what was said before them, and their outputs follow', () => {
    expect(messagesOf(said('Let me look.'), call('a'), call('b'), output('b'), output('a'))).toEqual([
      calls('Let me look.', 'a', 'b'),
      toolMessage('a'),
      toolMessage('b'),
    ])
  })

  it('take their outputs out of later turns', () => {
    expect(messagesOf(call('a'), heard('Are you there?'), output('a'), said('Yes.'))).toEqual([
      calls('', 'a'),
      toolMessage('a'),
      { role: 'user', text: 'Are you there?', imageUrls: [] },
      { role: 'assistant', text: 'Yes.', toolCalls: [] },
    ])
  })

  it('are answered in two steps when the outputs came in two steps', () => {
    expect(messagesOf(call('a'), output('a'), call('b'), output('b'))).toEqual([calls('', 'a'), toolMessage('a'), calls('', 'b'), toolMessage('b')])
  })

  it('without an output yet say so', () => {
    expect(messagesOf(call('a'))).toEqual([calls('', 'a'), toolMessage('a', '(no result yet)')])
  })

  it('that were cut off in mid-writing are left out', () => {
    expect(messagesOf(said('Let me'), call('a', { status: 'incomplete', arguments: '{"ci' }))).toEqual([{ role: 'assistant', text: 'Let me', toolCalls: [] }])
  })

  it('never bring broken arguments back to the model', () => {
    expect(messagesOf(call('a', { arguments: '{"ci' }), output('a'))).toEqual([calls('', 'a'), toolMessage('a')])
  })

  it('leave an output without a call as text', () => {
    const second = output('a', 'again')
    expect(messagesOf(output('x', '21'), call('a'), output('a'), second)).toEqual([
      { role: 'system', text: 'The result of a function: 21' },
      calls('', 'a'),
      toolMessage('a'),
      { role: 'system', text: 'The result of a function: again' },
    ])
  })
})

it('system messages keep their place', () => {
  expect(messagesOf(heard('Hi.'), { ...base(), type: 'system-message', content: [{ type: 'text', text: 'The user is Ann.' }] })).toEqual([
    { role: 'user', text: 'Hi.', imageUrls: [] },
    { role: 'system', text: 'The user is Ann.' },
  ])
})
