import { describe, expect, it } from 'vitest'
import { defaultServerVad } from './settings.js'
import { Call, cancelReply, createReply, typed } from './test-support/call.js'

describe('a reply', () => {
  it('R1 a detected turn is answered when its words are there', () => {
    const call = Call.opened()
    call.userTurn()
    call.read()
    expect(call.state.reply.phase).toBe('awaiting-words')
    call.words('hello')
    expect(call.types()).toEqual(['transcript-delta', 'transcript-ended', 'reply-started'])
    expect(call.effects.findLast((effect) => effect.do === 'start-thinking')).toMatchObject({
      request: { items: [{ type: 'user-message', content: [{ type: 'audio', transcript: 'hello' }] }] },
    })
  })

  it('R1 when nothing was said there is no answer', () => {
    const call = Call.opened()
    call.hears('')
    expect(call.all('reply-started')).toEqual([])
    expect(call.state.reply.phase).toBe('none')
  })

  it('R1 someone spoke whose words could not be recognised: there is an answer', () => {
    const call = Call.opened()
    call.userTurn()
    call.recognitionFails()
    expect(call.types().slice(-2)).toEqual(['transcript-failed', 'reply-started'])
  })

  it('R1 without createReply the client answers', () => {
    const call = Call.opened({ settings: { turnDetection: { ...defaultServerVad, createReply: false } } })
    call.hears('hello')
    expect(call.all('reply-started')).toEqual([])
    call.order(createReply)
    expect(call.all('reply-started')).toHaveLength(1)
  })

  it('R1 a user who goes on is not answered in the middle; both turns get one answer', () => {
    const call = Call.opened()
    const first = call.userTurn()
    call.userStarts()
    call.words('I would like', first)
    expect(call.all('reply-started')).toEqual([])
    call.userFinishes(1_000)
    call.words('a coffee')
    expect(call.all('reply-started')).toHaveLength(1)
    expect(call.history()).toEqual(['user: I would like', 'user: a coffee'])
  })

  it('R1 words are answered even when noise comes before their answer could start', () => {
    const call = Call.opened()
    const first = call.userTurn()
    call.userStarts()
    call.words('hello', first)
    call.userFinishes(200)
    call.words('')
    expect(call.all('reply-started')).toHaveLength(1)
  })

  it('R1 words are answered when the audio of what came behind them is thrown away', () => {
    const call = Call.opened()
    const first = call.userTurn()
    call.userStarts()
    call.words('hello', first)
    call.order({ type: 'clear-audio' })
    expect(call.all('reply-started')).toHaveLength(1)
  })

  it('R2 one reply runs in the conversation: another order is refused and the running one goes on', () => {
    const call = Call.opened()
    call.order(createReply)
    const { replyId } = call.reply().work.plan
    call.read()
    call.order({ ...createReply, commandId: 'mine' })
    expect(call.read()).toEqual([{ type: 'failed', code: 'reply-already-active', detail: { replyId }, commandId: 'mine' }])
    call.says('Hi.')
    expect(call.last('reply-ended').reply).toMatchObject({ id: replyId, status: { phase: 'completed' } })
  })

  it('R2 an order while the words of a turn are awaited is the answer to that turn, not a second one', () => {
    const call = Call.opened()
    const turn = call.userTurn()
    call.order({ type: 'create-reply', options: { instructions: 'be brief' } })
    call.words('hello', turn)
    expect(call.all('failed')).toEqual([])
    call.says('Hi.')
    expect(call.all('reply-started')).toHaveLength(1)
    expect(call.state.reply.phase).toBe('none')
  })

  it('R3 facts of a reply that is over, or never was, change nothing', () => {
    const call = Call.opened()
    call.hears('hello')
    call.writes('Hi there')
    const { replyId } = call.reply().work.plan
    const itemId = call.openItemId()
    call.order(cancelReply)
    call.order(createReply)
    call.read()
    const before = call.state
    for (const id of [replyId, 'resp_unknown']) {
      call.feed({ type: 'text-delta', replyId: id, delta: 'late' })
      call.feed({ type: 'audio-spoken', replyId: id, itemId, audio: new Uint8Array(2), durationMs: 100, words: [] })
      call.feed({ type: 'speaking-ended', replyId: id, itemId })
      call.feed({ type: 'thinking-ended', replyId: id, because: 'completed', usage: null })
      call.feed({ type: 'reply-failed', replyId: id, code: 'internal', message: '' })
    }
    expect(call.types()).toEqual([])
    expect(call.state).toBe(before)
  })

  it('R3 facts of an item that is not open are dropped', () => {
    const call = Call.opened()
    call.order(createReply)
    call.says('Hi.')
    const earlier = call.last('reply-item-ended').item.id
    call.order(createReply)
    call.writes('And')
    call.thinkingEnds()
    call.read()
    const { replyId } = call.reply().work.plan
    call.feed({ type: 'audio-spoken', replyId, itemId: earlier, audio: new Uint8Array(2), durationMs: 100, words: [] })
    call.feed({ type: 'speaking-ended', replyId, itemId: earlier })
    call.feed({ type: 'tool-call-delta', replyId, callId: 'call_unknown', delta: '{' })
    expect(call.types()).toEqual([])
    expect(call.state.ledger.get(earlier)?.sentMs).toBe(100)
  })

  it('R4 a spoken reply opens, is written, spoken and closed in the order of the wire', () => {
    const call = Call.opened()
    call.order(typed('hello'))
    call.order(createReply)
    call.says('Hi there.')
    expect(call.types()).toEqual([
      'item-added',
      'item-ended',
      'reply-started',
      'reply-item-started',
      'reply-part-started',
      'reply-text-delta',
      'reply-audio-delta',
      'reply-audio-delta',
      'reply-part-ended',
      'reply-item-ended',
      'reply-ended',
      'limits-updated',
    ])
    const started = call.last('reply-item-started')
    expect(started.item).toMatchObject({ status: 'in-progress', content: [] })
    expect(started.conversation).toEqual({ previousItemId: call.last('item-added').item.id })
    expect(call.last('reply-item-ended')).toMatchObject({ place: started.place, conversation: started.conversation, item: { status: 'completed' } })
    expect(call.last('reply-started').reply).toMatchObject({ status: { phase: 'in-progress' }, output: [], usage: null })
    expect(call.last('reply-ended').reply.output).toEqual([call.last('reply-item-ended').item])
  })

  it('R4 speech is asked for before its text, and its text ends before it is closed', () => {
    const call = Call.opened()
    call.order(createReply)
    call.says('Hi.')
    const orders = call.orders().filter((order) => ['start-thinking', 'start-speaking', 'speak', 'end-text', 'stop-reply'].includes(order))
    expect(orders).toEqual(['start-thinking', 'start-speaking', 'speak', 'end-text'])
  })

  it('R5 a message and two calls are closed one after the other, the calls when the speech is out', () => {
    const call = Call.opened()
    call.order(createReply)
    call.writes('One moment.')
    call.callsTool('call_1')
    call.callsTool('call_2', 'weather', '{"city":"Oslo"}')
    call.thinkingEnds()
    call.plays(2)
    expect(call.orders()).toContain('release-speech')
    expect(call.all('reply-item-ended')).toEqual([])
    call.speakingEnds()
    expect(call.all('reply-item-ended').map((event) => [event.place.outputIndex, event.item.type])).toEqual([
      [0, 'assistant-message'],
      [1, 'tool-call'],
      [2, 'tool-call'],
    ])
    expect(call.all('reply-item-started').map((event) => event.place.itemId)).toEqual(call.all('reply-item-ended').map((event) => event.place.itemId))
    expect(call.last('tool-arguments-ended')).toMatchObject({ callId: 'call_2', name: 'weather', arguments: '{"city":"Oslo"}' })
    expect(call.history()).toEqual(['assistant: One moment.', 'calls clock({})', 'calls weather({"city":"Oslo"})'])
  })

  it('R5 at the token limit the last item is incomplete, an earlier one is not', () => {
    const call = Call.opened()
    call.order(createReply)
    call.writes('One moment.')
    const { replyId } = call.reply().work.plan
    call.feed({ type: 'tool-call-started', replyId, callId: 'call_1', name: 'clock' })
    call.feed({ type: 'tool-call-delta', replyId, callId: 'call_1', delta: '{"zo' })
    call.thinkingEnds('max-output-tokens')
    call.plays(2)
    call.speakingEnds()
    expect(call.last('reply-ended').reply).toMatchObject({
      status: { phase: 'incomplete', because: 'max-output-tokens' },
      output: [{ status: 'completed' }, { status: 'incomplete', arguments: '{"zo' }],
    })
  })

  it('R5 text behind a call is an item of its own', () => {
    const call = Call.opened({ settings: { modality: 'text' } })
    call.order(createReply)
    call.writes('Before.')
    call.callsTool('call_1')
    call.says('After.')
    expect(call.last('reply-ended').reply.output.map((item) => item.type)).toEqual(['assistant-message', 'tool-call', 'assistant-message'])
  })

  it('R6 a reply ends once: with nothing behind it, whatever its stages still report', () => {
    const call = Call.opened()
    call.order(createReply)
    const { replyId } = call.reply().work.plan
    call.writes('Hi there')
    const itemId = call.openItemId()
    call.feed({ type: 'reply-failed', replyId, code: 'synthesis-failed', message: 'Speech synthesis failed.' })
    call.feed({ type: 'reply-failed', replyId, code: 'language-model-failed', message: '' })
    call.feed({ type: 'speaking-ended', replyId, itemId })
    call.order(cancelReply)
    expect(call.all('reply-ended')).toHaveLength(1)
    expect(call.last('reply-ended').reply.status).toEqual({ phase: 'failed', code: 'synthesis-failed', message: 'Speech synthesis failed.' })
    expect(call.types().slice(-5)).toEqual(['reply-part-ended', 'reply-item-ended', 'reply-ended', 'limits-updated', 'failed'])
  })

  it('R6 a reply that produced nothing ends with no output', () => {
    const call = Call.opened()
    call.order(createReply)
    call.thinkingEnds()
    expect(call.types()).toEqual(['reply-started', 'reply-ended', 'limits-updated'])
    expect(call.last('reply-ended').reply).toMatchObject({ status: { phase: 'completed' }, output: [] })
  })

  it('R6 B3 when the tokens are used up a reply fails at once, and a minute later the next one runs', () => {
    const call = Call.opened({ abilities: { tokensPerMinute: 30 } })
    call.order(createReply)
    call.says('Hi there, this takes tokens.')
    call.order(createReply)
    expect(call.last('reply-ended').reply.status).toMatchObject({ phase: 'failed', code: 'rate-limited' })
    expect(call.state.reply.phase).toBe('none')
    call.wait(60_000)
    call.order(createReply)
    expect(call.state.reply.phase).toBe('generating')
  })

  it('R7 L3 a cancelled reply keeps the words that left', () => {
    const call = Call.opened()
    call.hears('hello')
    call.writes('Hi there, how are you?')
    call.plays(2)
    call.read()
    call.order(cancelReply)
    expect(call.types()).toEqual(['reply-part-ended', 'reply-item-ended', 'reply-ended', 'limits-updated'])
    expect(call.last('reply-ended').reply).toMatchObject({ status: { phase: 'cancelled', because: 'client-cancelled' }, output: [{ status: 'incomplete' }] })
    expect(call.orders()).toContain('stop-reply')
    expect(call.history()).toEqual(['user: hello', 'assistant: Hi there,'])
  })

  it('R7 L3 a reply that failed keeps the words that left, too', () => {
    const call = Call.opened()
    call.hears('hello')
    call.writes('Hi there, how are you?')
    call.plays(1)
    call.feed({ type: 'reply-failed', replyId: call.reply().work.plan.replyId, code: 'synthesis-failed', message: '' })
    expect(call.history()).toEqual(['user: hello', 'assistant: Hi'])
  })

  it('R7 with nothing to cancel there is one error and nothing else', () => {
    const call = Call.opened()
    call.order({ ...cancelReply, commandId: 'mine' })
    call.order({ type: 'cancel-reply', replyId: 'resp_unknown' })
    expect(call.read()).toMatchObject([
      { type: 'failed', code: 'no-reply-to-cancel', commandId: 'mine' },
      { type: 'failed', code: 'no-reply-to-cancel' },
    ])
  })

  it('R10 a reply asked for while words are being recognised waits for them', () => {
    const call = Call.opened({ settings: { turnDetection: null } })
    call.order({ type: 'commit-turn' })
    const itemId = call.last('turn-committed').itemId
    call.order(createReply)
    expect(call.types()).toEqual(['turn-committed', 'item-added', 'item-ended', 'reply-started'])
    expect(call.orders()).not.toContain('start-thinking')
    call.words('hello', itemId)
    expect(call.effects.findLast((effect) => effect.do === 'start-thinking')).toMatchObject({
      request: { items: [{ content: [{ transcript: 'hello' }] }] },
    })
  })

  it('R10 a reply with a context of its own does not wait for words that it does not see', () => {
    const call = Call.opened({ settings: { turnDetection: null } })
    call.order({ type: 'commit-turn' })
    call.order({ type: 'create-reply', options: { input: [] } })
    expect(call.state.reply.phase).toBe('generating')
  })

  it('N3 a reply without progress for 60 s has failed, however many others are started meanwhile', () => {
    const call = Call.opened()
    call.order(createReply)
    const stalled = call.reply().work.plan.replyId
    call.wait(50_000)
    call.order({ type: 'create-reply', options: { conversation: 'none' } })
    call.wait(25_000)
    const [ended] = call.all('reply-ended')
    expect(ended?.reply).toMatchObject({ id: stalled, status: { phase: 'failed', code: 'internal' } })
    expect(call.all('reply-ended')).toHaveLength(1)
    call.wait(60_000)
    expect(call.all('reply-ended')).toHaveLength(2)
    call.wait(60_000)
    expect([...call.timers.keys()]).toEqual(['session-end'])
  })
})
