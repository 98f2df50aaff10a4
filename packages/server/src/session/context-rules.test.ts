import type { SessionSettings } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import type { Effect } from './contract.js'
import { summaryLimitMs } from './forgotten.js'
import { Call, createReply, type Order, typed } from './test-support/call.js'

const long = (name: string) => `${name} ${'word '.repeat(80)}`.trim()

/** Room for about two turns beside what thinking adds. */
function callWithRoom(settings: Partial<SessionSettings> = {}, summarises = true): Call {
  return Call.opened({ settings: { modality: 'text', instructions: '', ...settings }, abilities: { contextTokens: 400, summarises } })
}

function turn(call: Call, name: string): void {
  call.order(typed(long(name), name))
  call.order(createReply)
  call.says('Yes.')
}

const of = <Do extends Effect['do']>(call: Call, what: Do) => call.effects.filter((effect): effect is Extract<Effect, { do: Do }> => effect.do === what)
/** What the last reply saw of the user. */
const seen = (call: Call) =>
  of(call, 'start-thinking')
    .at(-1)
    ?.request.items.flatMap((item) => (item.type === 'user-message' ? [item.id] : []))

describe('a conversation that is too long for the language model', () => {
  it('T1 is made up to the limit of the latest turns; its items stay in it', () => {
    const call = callWithRoom()
    for (const name of ['a', 'b', 'c']) turn(call, name)
    expect(seen(call)).toEqual(['b', 'c'])
    call.order({ type: 'retrieve-item', itemId: 'a' })
    expect(call.last('item-retrieved').item.id).toBe('a')
    expect(call.all('failed')).toEqual([])
  })

  it('T3 what was left out once stays left out', () => {
    const call = callWithRoom({ truncation: { kind: 'retention-ratio', ratio: 0.5, mostTokens: 250 } })
    for (const name of ['a', 'b', 'c']) turn(call, name)
    expect(seen(call)).toEqual(['c'])
    turn(call, 'd')
    expect(seen(call)).toEqual(['c', 'd'])
  })

  it('T1 fails its replies where truncation is disabled, with usage of nothing and no other error', () => {
    const call = callWithRoom({ truncation: { kind: 'disabled' } })
    for (const name of ['a', 'b']) turn(call, name)
    call.order(typed(long('c'), 'c'))
    call.order(createReply)
    expect(call.last('reply-ended').reply).toMatchObject({ status: { phase: 'failed', code: 'context-too-long' }, output: [], usage: { inputTextTokens: 0 } })
    expect(call.all('failed')).toEqual([])
    call.order({ type: 'delete-item', itemId: 'a' })
    call.order(createReply)
    expect(seen(call)).toEqual(['b', 'c'])
  })

  it('T3 replies with a context of their own, or beside the conversation, make it forget nothing', () => {
    const call = callWithRoom()
    for (const name of ['a', 'b']) turn(call, name)
    call.order(typed(long('c'), 'c'))
    const references = ['a', 'b', 'c'].map((id) => ({ type: 'item-reference', id }) as const)
    const beside: Order = { type: 'create-reply', options: { conversation: 'none', input: references } }
    call.order(beside)
    expect(seen(call)).toEqual(['b', 'c'])
    expect(call.state.forgotten.itemIds.size).toBe(0)
  })

  it('T4 is summed up beside the reply, and the next reply is told the summary', () => {
    const call = callWithRoom()
    for (const name of ['a', 'b']) turn(call, name)
    call.order(typed(long('c'), 'c'))
    call.order(createReply)
    expect(of(call, 'start-summary')).toEqual([])
    call.says('Yes.')
    expect(of(call, 'start-summary')).toMatchObject([{ request: { before: null, items: [{ id: 'a' }, { type: 'assistant-message' }] } }])
    call.feed({ type: 'summary-ended', summary: 'They spoke of a.' })
    turn(call, 'd')
    expect(of(call, 'start-thinking').map(({ request }) => request.summary)).toEqual([undefined, undefined, undefined, 'They spoke of a.'])
    expect(of(call, 'start-summary').at(-1)?.request).toMatchObject({ before: 'They spoke of a.', items: [{ id: 'b' }, {}] })
  })

  it('T5 a summary gives way to a reply, and is made anew behind it', () => {
    const call = callWithRoom()
    for (const name of ['a', 'b', 'c', 'd']) turn(call, name)
    expect(of(call, 'stop-summary')).toHaveLength(1)
    expect(of(call, 'start-summary').map(({ request }) => request.items.length)).toEqual([2, 4])
    call.feed({ type: 'summary-ended', summary: 'They spoke of a and b.' })
    expect(call.state.forgotten).toMatchObject({ summary: 'They spoke of a and b.', notSummedUp: [], summingUp: null })
  })

  it('T6 a summary that fails is told, keeps no reply from being made, and is tried again behind the next', () => {
    const call = callWithRoom()
    for (const name of ['a', 'b', 'c']) turn(call, name)
    call.feed({ type: 'summary-failed', code: 'language-model-failed', message: 'No.' })
    expect(call.last('summary-failed')).toEqual({ type: 'summary-failed', code: 'language-model-failed', message: 'No.' })
    turn(call, 'd')
    expect(of(call, 'start-summary').at(-1)?.request.items).toHaveLength(4)
  })

  it('N7 a summary that takes too long has failed', () => {
    const call = callWithRoom()
    for (const name of ['a', 'b', 'c']) turn(call, name)
    call.wait(summaryLimitMs)
    expect(call.last('summary-failed')).toMatchObject({ code: 'language-model-timed-out' })
    expect(of(call, 'stop-summary')).toHaveLength(1)
  })

  it('T4 items that the client deleted are not summed up, and nothing is where the model cannot', () => {
    const call = callWithRoom()
    for (const name of ['a', 'b']) turn(call, name)
    call.order(typed(long('c'), 'c'))
    call.order(createReply)
    call.order({ type: 'delete-item', itemId: 'a' })
    call.says('Yes.')
    expect(of(call, 'start-summary')[0]?.request.items.map(({ type }) => type)).toEqual(['assistant-message'])
    const without = callWithRoom({}, false)
    for (const name of ['a', 'b', 'c']) turn(without, name)
    expect(seen(without)).toEqual(['b', 'c'])
    expect(of(without, 'start-summary')).toEqual([])
  })
})

describe('instructions from a template', () => {
  const prompts = { greeter: { '1': 'Greet {{name}}.' } }
  const open = () => Call.opened({ abilities: { prompts }, settings: { modality: 'text' } })
  const greeter = { id: 'greeter', version: null, variables: { name: 'Ada' } }
  const update = (patch: (Order & { type: 'update-settings' })['patch']): Order => ({ type: 'update-settings', patch })

  it('T7 are the session’s, until others are set', () => {
    const call = open()
    const before = call.state.settings.instructions
    call.order(update({ prompt: greeter }))
    expect(call.last('settings-updated').session.settings).toMatchObject({ prompt: greeter, instructions: 'Greet Ada.' })
    call.order(update({ prompt: null }))
    expect(call.state.settings.instructions).toBe(before)
    call.order(update({ prompt: greeter, instructions: 'My own.' }))
    call.order(update({ prompt: null }))
    expect(call.state.settings.instructions).toBe('My own.')
  })

  it('T7 are one reply’s, unless it has its own', () => {
    const call = open()
    call.order({ type: 'create-reply', options: { prompt: greeter } })
    expect(of(call, 'start-thinking').at(-1)?.request.instructions).toBe('Greet Ada.')
    call.says('Hello.')
    call.order({ type: 'create-reply', options: { prompt: greeter, instructions: 'Own.' } })
    expect(of(call, 'start-thinking').at(-1)?.request.instructions).toBe('Own.')
  })

  it('T7 S3 that cannot be made are refused as a whole', () => {
    const call = open()
    call.order(update({ prompt: { ...greeter, variables: null }, speed: 1.2 }))
    call.order({ type: 'create-reply', options: { prompt: { ...greeter, id: 'nobody' } } })
    expect(call.all('failed').map(({ code }) => code)).toEqual(['prompt-variable-missing', 'unknown-prompt'])
    expect(call.state.settings.speed).toBe(1)
    expect(call.all('reply-started')).toEqual([])
  })
})
