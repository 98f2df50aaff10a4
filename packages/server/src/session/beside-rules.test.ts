import { limits } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { defaultServerVad } from './settings.js'
import { Call, cancelReply, createReply, type Order, typed } from './test-support/call.js'

const beside: Order = { type: 'create-reply', options: { conversation: 'none', metadata: { topic: 'title' } } }

function toolOutput(callId: string): Order {
  return { type: 'add-item', item: { type: 'tool-output', callId, output: 'noon' }, after: { at: 'end' } }
}

/** A reply that runs and has called a tool. */
function callWithTool(settings = {}): Call {
  const call = Call.opened({ settings: { modality: 'text', ...settings } })
  call.hears('what time is it')
  call.callsTool('call_1')
  call.read()
  return call
}

describe('replies beside the conversation', () => {
  it('R8 an out-of-band reply runs beside the one of the conversation and leaves no trace in it', () => {
    const call = Call.opened()
    call.hears('hello')
    call.order(beside)
    const sideId = call.last('reply-started').reply.id
    call.writes('A title', sideId)
    call.writes('Hi')
    call.says(' there.')
    call.plays(2, sideId)
    call.thinkingEnds('completed', sideId)
    call.speakingEnds(sideId)
    const ended = call.all('reply-ended').map((event) => event.reply)
    expect(ended).toMatchObject([{ outOfBand: false }, { id: sideId, outOfBand: true, metadata: { topic: 'title' } }])
    expect(call.all('reply-item-started').filter((event) => event.place.replyId === sideId)).toMatchObject([{ conversation: null }])
    expect(call.all('reply-item-ended').filter((event) => event.place.replyId === sideId)).toMatchObject([{ conversation: null }])
    expect(call.history()).toEqual(['user: hello', 'assistant: Hi there.'])
    expect([...call.state.ledger.keys()]).toEqual([call.state.conversation.at(-1)?.id])
  })

  it('R11 so many run at the same time and no more', () => {
    const call = Call.opened()
    for (let count = 0; count <= limits.sideReplies; count++) call.order(beside)
    expect(call.all('reply-started')).toHaveLength(limits.sideReplies)
    expect(call.last('failed')).toMatchObject({ code: 'too-many-replies', detail: { limit: limits.sideReplies } })
    call.order({ type: 'cancel-reply', replyId: call.last('reply-started').reply.id })
    call.order(beside)
    expect(call.all('reply-started')).toHaveLength(limits.sideReplies + 1)
    call.order(createReply)
    expect(call.all('failed')).toHaveLength(1)
  })

  it('R8 its audio does not fix the voice of the conversation', () => {
    const call = Call.opened()
    call.order(beside)
    const sideId = call.last('reply-started').reply.id
    call.writes('A title', sideId)
    call.plays(2, sideId)
    call.order({ type: 'update-settings', patch: { voice: 'rms' } })
    expect(call.last('settings-updated').session.settings.voice).toBe('rms')
  })

  it('R8 speech does not interrupt it', () => {
    const call = Call.opened()
    call.order(beside)
    const sideId = call.last('reply-started').reply.id
    call.writes('A title', sideId)
    call.userStarts()
    expect(call.all('reply-ended')).toEqual([])
    call.says(' for this', sideId)
    expect(call.last('reply-ended').reply).toMatchObject({ id: sideId, status: { phase: 'completed' } })
  })

  it('G3 a limited number of them runs at the same time; one that has ended makes room', () => {
    const call = Call.opened()
    for (let count = 0; count < limits.sideReplies; count++) call.order(beside)
    expect(call.all('failed')).toEqual([])
    call.order(beside)
    expect(call.last('failed')).toMatchObject({ code: 'too-many-replies' })
    call.order({ type: 'cancel-reply', replyId: call.last('reply-started').reply.id })
    call.order(beside)
    expect(call.all('failed')).toHaveLength(1)
  })

  it('R8 it is cancelled by its id only', () => {
    const call = Call.opened()
    call.order(beside)
    const sideId = call.last('reply-started').reply.id
    call.order(cancelReply)
    expect(call.last('failed').code).toBe('no-reply-to-cancel')
    call.order({ type: 'cancel-reply', replyId: sideId })
    expect(call.last('reply-ended').reply).toMatchObject({ id: sideId, status: { phase: 'cancelled' } })
  })

  it('R8 it does not count as the answer to a turn', () => {
    const call = Call.opened()
    const turn = call.userTurn()
    call.order(beside)
    call.words('hello', turn)
    expect(call.all('reply-started').map((event) => event.reply.outOfBand)).toEqual([true, false])
  })

  it('R8 its context is what the order says: items of its own and items of the conversation', () => {
    const call = Call.opened()
    const itemId = call.hears('hello')
    call.says('Hi.')
    const input = [
      { type: 'item-reference', id: itemId },
      { type: 'user-message', content: [{ type: 'text', text: 'A title for this?' }] },
    ] as const
    call.order({ type: 'create-reply', options: { conversation: 'none', input } })
    expect(call.effects.findLast((effect) => effect.do === 'start-thinking')).toMatchObject({
      request: { items: [{ id: itemId }, { content: [{ text: 'A title for this?' }] }] },
    })
    call.order({ type: 'create-reply', options: { conversation: 'none', input: [{ type: 'item-reference', id: 'item_unknown' }] } })
    expect(call.last('failed').code).toBe('item-not-found')
  })
})

describe('tools', () => {
  it("R9 a tool's output sent early is answered behind the reply's end, and the reply ordered behind it starts then", () => {
    const call = callWithTool()
    call.order(toolOutput('call_1'))
    call.order(createReply)
    expect(call.types()).toEqual([])
    call.thinkingEnds()
    expect(call.types()).toEqual(['reply-ended', 'limits-updated', 'item-added', 'item-ended', 'reply-started'])
    expect(call.history().at(-1)).toBe('gives noon')
    expect(call.last('item-added').item).not.toHaveProperty('status')
  })

  it('R9 what is ordered behind it waits too, in order; what does not depend on it goes on', () => {
    const call = callWithTool()
    call.order(toolOutput('call_1'))
    call.order(typed('and the date?'))
    call.order(beside)
    call.order({ type: 'retrieve-item', itemId: call.state.conversation[0]?.id ?? '' })
    expect(call.types()).toEqual(['reply-started', 'item-retrieved'])
    call.thinkingEnds()
    expect(call.history().slice(-2)).toEqual(['gives noon', 'user: and the date?'])
  })

  it('R9 other items do not wait for the running reply', () => {
    const call = callWithTool()
    call.order(typed('by the way'))
    call.order(toolOutput('call_of_another_reply'))
    expect(call.types()).toEqual(['item-added', 'item-ended', 'item-added', 'item-ended'])
  })

  it('R9 a reply that waited does not start over a user who has interrupted; it answers what the user says', () => {
    const call = callWithTool()
    call.order(toolOutput('call_1'))
    call.order(createReply)
    call.userStarts()
    expect(call.types()).toEqual(['speech-started', 'reply-ended', 'limits-updated', 'item-added', 'item-ended'])
    call.userFinishes(1_000)
    call.words('never mind')
    expect(call.all('reply-started')).toHaveLength(2)
    expect(call.history().slice(-2)).toEqual(['gives noon', 'user: never mind'])
    call.says('All right.')
    expect(call.all('reply-started')).toHaveLength(2)
  })

  it('R9 a reply that waited and the turns said meanwhile get one answer', () => {
    const call = callWithTool({ turnDetection: { ...defaultServerVad, interruptReply: false } })
    call.order(toolOutput('call_1'))
    call.order(createReply)
    call.hears('are you there?')
    call.thinkingEnds()
    call.says('It is noon.')
    expect(call.all('reply-started')).toHaveLength(2)
    expect(call.all('failed')).toEqual([])
  })

  it('R9 an order that waited and cannot be met fails under its own name', () => {
    const call = callWithTool()
    call.order(toolOutput('call_1'))
    call.order({ type: 'create-reply', options: { voice: 'nobody' }, commandId: 'mine' })
    call.thinkingEnds()
    expect(call.read().at(-1)).toMatchObject({ type: 'failed', code: 'unknown-voice', commandId: 'mine' })
    expect(call.state.reply.phase).toBe('none')
  })
})
