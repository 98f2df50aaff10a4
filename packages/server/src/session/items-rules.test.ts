import { limits } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { Call, createReply, type Order, typed } from './test-support/call.js'

const truncate = (itemId: string, audioEndMs: number, contentIndex = 0): Order => ({ type: 'truncate-item', itemId, contentIndex, audioEndMs })

/** A reply of five words of 100 ms each that has ended; nothing of it was heard yet. */
function spoken(): { call: Call; itemId: string } {
  const call = Call.opened()
  call.hears('count')
  call.says('One two three four five')
  call.read()
  return { call, itemId: call.last('reply-item-ended').item.id }
}

describe('what was heard', () => {
  it('L1 audio counts as sent when it leaves, and not when it was made', () => {
    const call = Call.opened()
    call.hears('count')
    call.writes('One two three')
    const itemId = call.openItemId()
    expect(call.state.ledger.get(itemId)?.sentMs).toBe(0)
    call.plays(2)
    expect(call.state.ledger.get(itemId)?.sentMs).toBe(200)
    expect(call.all('reply-audio-delta')).toHaveLength(2)
  })

  it('L3 the next reply is thought out from what was heard', () => {
    const { call } = spoken()
    call.wait(310)
    call.hears('go on')
    expect(call.effects.findLast((effect) => effect.do === 'start-thinking')).toMatchObject({
      request: { items: [{ type: 'user-message' }, { content: [{ transcript: 'One two three' }] }, { type: 'user-message' }] },
    })
  })

  it('L3 text that cannot be spoken is in the history when all audio was heard', () => {
    const call = Call.opened()
    call.hears('draw a line')
    call.writes('Here: ---')
    call.plays(1)
    call.thinkingEnds()
    call.speakingEnds()
    call.order(truncate(call.last('reply-item-ended').item.id, 100))
    expect(call.history().at(-1)).toBe('assistant: Here: ---')
  })

  it("L4 the client's figure wins over the estimate, upwards and downwards", () => {
    const { call, itemId } = spoken()
    call.wait(310)
    call.userStarts()
    expect(call.history().at(-1)).toBe('assistant: One two three')
    call.order(truncate(itemId, 400))
    expect(call.history().at(-1)).toBe('assistant: One two three four')
    call.order(truncate(itemId, 150))
    expect(call.history().at(-1)).toBe('assistant: One')
    expect(call.all('item-truncated')).toMatchObject([
      { itemId, audioEndMs: 400 },
      { itemId, audioEndMs: 150 },
    ])
  })

  it('L4 no more can be heard than was sent, and never more than the client said before', () => {
    const { call, itemId } = spoken()
    call.order(truncate(itemId, 501))
    expect(call.last('failed')).toMatchObject({ code: 'truncate-beyond-end', detail: { audioMs: 500, audioEndMs: 501 } })
    call.order(truncate(itemId, 300))
    call.order(truncate(itemId, 301))
    expect(call.last('failed').detail).toMatchObject({ audioMs: 300 })
    call.order(truncate(itemId, 300))
    expect(call.all('item-truncated')).toHaveLength(2)
    expect(call.history().at(-1)).toBe('assistant: One two three')
  })

  it('L4 a reply can be truncated while it is spoken; its history is cut when it ends', () => {
    const call = Call.opened()
    call.hears('count')
    call.writes('One two three four')
    call.plays(2)
    const itemId = call.openItemId()
    call.order(truncate(itemId, 100))
    call.says('')
    expect(call.history().at(-1)).toBe('assistant: One')
  })

  it('L4 only spoken replies can be truncated', () => {
    const call = Call.opened({ settings: { modality: 'text' } })
    const itemId = call.hears('hello')
    call.says('Hi.')
    const reply = call.last('reply-item-ended').item.id
    call.read()
    for (const order of [truncate(itemId, 0), truncate(reply, 0)]) call.order(order)
    call.order(truncate('item_unknown', 0))
    expect(call.read()).toMatchObject([{ code: 'not-assistant-audio' }, { code: 'not-assistant-audio' }, { code: 'item-not-found' }])
    const audio = spoken()
    audio.call.order(truncate(audio.itemId, 0, 1))
    expect(audio.call.last('failed').code).toBe('not-assistant-audio')
  })
})

describe('items that a client brings', () => {
  it('C1 an item enters at the end, at the start or behind another, added and ended in one go', () => {
    const call = Call.opened()
    call.order(typed('two', 'b'))
    call.order({ ...typed('one', 'a'), after: { at: 'start' } } as Order)
    call.order({ ...typed('between', 'c'), after: { at: 'item', id: 'a' } } as Order)
    expect(call.history()).toEqual(['user: one', 'user: between', 'user: two'])
    expect(call.all('item-added').map((event) => [event.item.id, event.previousItemId])).toEqual([
      ['b', null],
      ['a', null],
      ['c', 'a'],
    ])
    expect(call.types()).toEqual(['item-added', 'item-ended', 'item-added', 'item-ended', 'item-added', 'item-ended'])
  })

  it('C2 what cannot be done is answered by one error, and nothing changes', () => {
    const call = Call.opened()
    call.order(typed('hello', 'a'))
    const before = call.state.conversation
    call.read()
    call.order({ ...typed('again', 'a') })
    call.order({ ...typed('behind nothing'), after: { at: 'item', id: 'unknown' } } as Order)
    call.order({ type: 'add-item', item: { type: 'user-message', content: [{ type: 'image', url: 'data:,', detail: 'auto' }] }, after: { at: 'end' } })
    call.order({ type: 'create-reply', options: { input: [{ type: 'user-message', content: [{ type: 'image', url: 'data:,', detail: 'auto' }] }] } })
    call.order({ type: 'retrieve-item', itemId: 'unknown' })
    call.order({ type: 'delete-item', itemId: 'unknown' })
    expect(call.read().map((event) => event.type === 'failed' && event.code)).toEqual([
      'item-already-exists',
      'previous-item-not-found',
      'image-not-supported',
      'image-not-supported',
      'item-not-found',
      'item-not-found',
    ])
    expect(call.state.conversation).toBe(before)
  })

  it('C2 an id that speech was announced with is taken, and so is one of a reply that is being made', () => {
    const call = Call.opened()
    call.userStarts()
    call.order(typed('mine', call.last('speech-started').itemId))
    call.order(createReply)
    call.writes('Hi')
    const itemId = call.openItemId()
    call.order({ type: 'delete-item', itemId })
    call.order(typed('mine', itemId))
    expect(call.all('failed').map((event) => event.code)).toEqual(['item-already-exists', 'item-already-exists'])
  })

  it('G1 a conversation holds a limited number of items', () => {
    const call = Call.opened()
    for (let count = 0; count <= limits.conversationItems; count++) call.order(typed('hello'))
    expect(call.state.conversation).toHaveLength(limits.conversationItems)
    expect(call.last('failed')).toMatchObject({ code: 'conversation-full' })
  })

  it('G1 the items of a conversation hold a limited number of characters', () => {
    const call = Call.opened()
    const half = 'a'.repeat(limits.conversationCharacters / 2)
    call.order(typed(half))
    call.order(typed(half, 'second'))
    expect(call.all('failed')).toEqual([])
    call.order(typed('a'))
    expect(call.last('failed')).toMatchObject({ code: 'conversation-too-large' })
    expect(call.state.conversation).toHaveLength(2)
    call.order({ type: 'delete-item', itemId: 'second' })
    call.order(typed('a'))
    expect(call.all('failed')).toHaveLength(1)
  })

  it('C3 a deleted item is gone, its id is free again, and the reply that was writing it goes on', () => {
    const call = Call.opened()
    call.hears('hello')
    call.writes('Hi')
    const itemId = call.openItemId()
    call.order({ type: 'delete-item', itemId })
    call.says(' there.')
    expect(call.last('item-deleted')).toEqual({ type: 'item-deleted', itemId })
    expect(call.last('reply-ended').reply.status).toEqual({ phase: 'completed' })
    expect(call.history()).toEqual(['user: hello'])
    call.order(typed('mine', itemId))
    expect(call.history()).toEqual(['user: hello', 'user: mine'])
  })

  it('C4 an item is read as it stands now', () => {
    const { call, itemId } = spoken()
    call.order(truncate(itemId, 200))
    call.order({ type: 'retrieve-item', itemId })
    expect(call.last('item-retrieved').item).toMatchObject({ id: itemId, content: [{ type: 'audio', transcript: 'One two' }] })
  })
})

describe('speech that comes with an item', () => {
  const spokenItem = (audio?: Uint8Array): Order => ({
    type: 'add-item',
    item: { type: 'user-message', id: 'item_voice', content: [{ type: 'audio', transcript: null, durationMs: 700 }] },
    after: { at: 'end' },
    ...(audio && { audio }),
  })

  it('C5 is recognised in the input format; a reply asked for meanwhile waits for its words', () => {
    const call = Call.opened({ settings: { transcription: { model: 'any', language: null, prompt: null } } })
    const audio = new Uint8Array(4)
    call.order(spokenItem(audio))
    expect(call.effects.find((effect) => effect.do === 'recognise-audio')).toMatchObject({ itemId: 'item_voice', audio, format: { encoding: 'pcm16' } })
    call.order(createReply)
    expect(call.state.reply.phase).toBe('awaiting-transcript')
    call.read()
    call.words('what time is it', 'item_voice')
    expect(call.types()).toEqual(['transcript-delta', 'transcript-ended'])
    expect(call.state.reply.phase).toBe('generating')
    expect(call.history().at(-1)).toContain('what time is it')
  })

  it('C5 calls for no answer by itself, and an item without speech is not recognised', () => {
    const call = Call.opened()
    call.order(spokenItem())
    expect(call.orders()).not.toContain('recognise-audio')
    call.order({ ...spokenItem(new Uint8Array(4)), item: { type: 'user-message', content: [{ type: 'audio', transcript: null, durationMs: 700 }] } } as Order)
    call.words('hello', call.state.conversation.at(-1)?.id)
    expect(call.state.reply.phase).toBe('none')
  })
})

it('G2 no more than 200 orders wait for a reply', () => {
  const call = Call.opened()
  call.hears('time?')
  call.callsTool('call_1')
  for (let order = 0; order <= limits.deferredCommands; order++)
    call.order({ type: 'add-item', item: { type: 'tool-output', callId: 'call_1', output: '' }, after: { at: 'end' } })
  expect(call.state.deferred).toHaveLength(limits.deferredCommands)
  expect(call.last('failed').code).toBe('too-many-orders')
})
