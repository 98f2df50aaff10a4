import type { ServerVad } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { defaultServerVad } from './settings.js'
import { Call, createReply } from './test-support/call.js'

const vad = (more: Partial<ServerVad>): ServerVad => ({ ...defaultServerVad, ...more })

describe('the user', () => {
  it('U1 the id of a turn is minted when speech starts and kept to the commit and its words', () => {
    const call = Call.opened()
    call.userStarts()
    const { itemId } = call.last('speech-started')
    call.userFinishes(1_000)
    call.words('hello')
    for (const type of ['speech-ended', 'turn-committed', 'transcript-ended'] as const) expect(call.last(type).itemId).toBe(itemId)
    expect(call.last('item-added').item.id).toBe(itemId)
  })

  it('U2 a turn ends in the order of the wire', () => {
    const call = Call.opened()
    call.userTurn()
    expect(call.types()).toEqual(['speech-started', 'speech-ended', 'turn-committed', 'item-added', 'item-ended'])
    call.hears('again')
    const [first, second] = call.all('turn-committed')
    expect(first?.previousItemId).toBe(null)
    expect(second?.previousItemId).toBe(first?.itemId)
  })

  it('U2 a second start is no news, and neither is an end without a start', () => {
    const call = Call.opened()
    call.userFinishes()
    expect(call.types()).toEqual([])
    call.userStarts()
    call.userStarts()
    expect(call.types()).toEqual(['speech-started'])
  })

  it('U2 with turn detection off voice decides nothing', () => {
    const call = Call.opened({ settings: { turnDetection: null } })
    call.userStarts()
    call.userFinishes(1_000)
    expect(call.types()).toEqual([])
  })

  it('U3 speech interrupts the reply: everything open is closed, the reply is cancelled', () => {
    const call = Call.opened()
    call.hears('tell me a story')
    call.writes('Once upon a time')
    call.plays(3)
    call.read()
    call.wait(200)
    call.userStarts()
    expect(call.types()).toEqual(['speech-started', 'reply-part-ended', 'reply-item-ended', 'reply-ended', 'limits-updated'])
    expect(call.last('reply-ended').reply.status).toEqual({ phase: 'cancelled', because: 'turn-detected' })
    expect(call.last('reply-item-ended').item).toMatchObject({ status: 'incomplete' })
    expect(call.orders().at(-1)).toBe('stop-reply')
    expect(call.history()).toEqual(['user: tell me a story', 'assistant: Once upon'])
  })

  it('U3 L3 a reply that has ended but is still being heard is cut too, without an event', () => {
    const call = Call.opened()
    call.hears('count')
    call.says('One two three four five')
    call.read()
    call.wait(250)
    call.userStarts()
    expect(call.types()).toEqual(['speech-started'])
    expect(call.history()).toEqual(['user: count', 'assistant: One two'])
  })

  it('U3 L3 text whose audio has not left is not heard, and not in the history', () => {
    const call = Call.opened()
    call.hears('hello')
    call.writes('Hi there, how are you?')
    call.userStarts()
    expect(call.history()).toEqual(['user: hello', 'assistant: '])
  })

  it('U3 L3 all that left was heard, the rest of the text was not', () => {
    const call = Call.opened()
    call.hears('hello')
    call.writes('Hi there, how are you?')
    call.plays(2)
    call.wait(5_000)
    call.userStarts()
    expect(call.history()).toEqual(['user: hello', 'assistant: Hi there,'])
  })

  it('U3 a typed reply stays whole: what was sent was seen', () => {
    const call = Call.opened({ settings: { modality: 'text' } })
    call.hears('hello')
    call.writes('Hi there')
    call.userStarts()
    expect(call.history()).toEqual(['user: hello', 'assistant: Hi there'])
    expect(call.last('reply-item-ended').item).toMatchObject({ status: 'incomplete', content: [{ type: 'text', text: 'Hi there' }] })
  })

  it('U4 committed audio is a completed item at once, its words come later', () => {
    const call = Call.opened()
    const itemId = call.userTurn()
    const item = { type: 'user-message', id: itemId, status: 'completed', content: [{ type: 'audio', transcript: null, durationMs: 1_000 }] }
    expect(call.last('item-added').item).toEqual(item)
    expect(call.last('item-ended').item).toEqual(item)
    call.words('hello')
    expect(call.history()).toEqual(['user: hello'])
  })

  it('U5 a client needs 100 ms of audio to commit', () => {
    const call = Call.opened({ settings: { turnDetection: null } })
    call.order({ type: 'commit-turn', commandId: 'mine' }, 99.5)
    expect(call.read()).toEqual([{ type: 'failed', code: 'nothing-to-commit', detail: { leastMs: 100, bufferedMs: '99.50' }, commandId: 'mine' }])
    call.order({ type: 'commit-turn' }, 100)
    expect(call.types()).toEqual(['turn-committed', 'item-added', 'item-ended'])
    expect(call.effects).toContainEqual({ do: 'commit-audio', itemId: call.last('turn-committed').itemId, endMs: null })
  })

  it('U5 a commit while the user speaks keeps the id of the speech and ends the turn without an answer of its own', () => {
    const call = Call.opened()
    call.userStarts()
    const { itemId } = call.last('speech-started')
    call.order({ type: 'commit-turn' })
    expect(call.last('turn-committed').itemId).toBe(itemId)
    expect(call.orders()).toContain('reset-turn')
    call.words('hello')
    call.userFinishes()
    expect(call.all('speech-ended')).toEqual([])
    expect(call.all('reply-started')).toEqual([])
  })

  it('U5 cleared audio is gone, and with it the speech that had begun', () => {
    const call = Call.opened()
    call.userStarts()
    call.order({ type: 'clear-audio' })
    call.userFinishes(1_000)
    expect(call.types()).toEqual(['speech-started', 'audio-cleared'])
    expect(call.hears('hello')).not.toBe(call.all('speech-started')[0]?.itemId)
  })

  it('U6 without interruption the reply goes on, and all that was said meanwhile gets one answer behind it', () => {
    const call = Call.opened({ settings: { turnDetection: vad({ interruptReply: false }) } })
    call.hears('one')
    call.writes('First')
    call.hears('two')
    call.hears('three')
    expect(call.all('reply-ended')).toEqual([])
    call.says(' answer.')
    expect(call.all('reply-started')).toHaveLength(2)
    expect(call.history()).toEqual(['user: one', 'assistant: First answer.', 'user: two', 'user: three'])
    call.says('Second.')
    expect(call.all('reply-started')).toHaveLength(2)
  })

  it('U6 noise during the reply gets no answer behind it', () => {
    const call = Call.opened({ settings: { turnDetection: vad({ interruptReply: false }) } })
    call.hears('one')
    call.writes('First')
    call.hears('')
    call.says(' answer.')
    expect(call.all('reply-started')).toHaveLength(1)
    expect(call.state.reply.phase).toBe('none')
  })

  it('U6 words that are not there when the reply ends are waited for', () => {
    const call = Call.opened({ settings: { turnDetection: vad({ interruptReply: false }) } })
    call.hears('one')
    call.writes('First')
    const second = call.userTurn()
    call.says(' answer.')
    expect(call.all('reply-started')).toHaveLength(1)
    call.words('two', second)
    expect(call.all('reply-started')).toHaveLength(2)
  })

  it('U7 N4 the user is nudged once per silence, counted from the end of the audio', () => {
    const call = Call.opened({ settings: { turnDetection: vad({ idleTimeoutMs: 5_000 }) } })
    call.hears('hello')
    call.says('Hi there my friend.')
    call.read()
    call.wait(5_399)
    expect(call.types()).toEqual([])
    call.wait(1)
    expect(call.types()).toEqual(['idle-timed-out', 'turn-committed', 'item-added', 'item-ended', 'transcript-ended', 'reply-started'])
    expect(call.last('idle-timed-out')).toMatchObject({ itemId: call.last('turn-committed').itemId, audioStartMs: call.nowMs - 5_000, audioEndMs: call.nowMs })
    call.says('Are you there?')
    call.wait(60_000)
    expect(call.all('idle-timed-out')).toHaveLength(1)
    call.hears('yes')
    call.says('Good.')
    call.wait(6_000)
    expect(call.all('idle-timed-out')).toHaveLength(2)
  })

  it('U7 nobody is nudged who has just spoken, whoever answers', () => {
    const call = Call.opened({ settings: { turnDetection: vad({ idleTimeoutMs: 5_000, createReply: false }) } })
    call.hears('hello')
    call.order(createReply)
    call.writes('Hi there')
    call.userStarts()
    call.userFinishes(4_000)
    call.wait(60_000)
    expect(call.all('idle-timed-out')).toEqual([])
  })

  it('U7 noise starts the silence anew', () => {
    const call = Call.opened({ settings: { turnDetection: vad({ idleTimeoutMs: 5_000 }) } })
    call.hears('hello')
    call.says('Hi.')
    call.wait(4_000)
    call.hears('')
    call.wait(4_999)
    expect(call.all('idle-timed-out')).toEqual([])
    call.wait(1)
    expect(call.all('idle-timed-out')).toHaveLength(1)
  })

  it('U8 each committed turn gets its words or its failure, once', () => {
    const call = Call.opened()
    const first = call.userTurn()
    const second = call.userTurn()
    call.read()
    call.words('two', second)
    call.recognitionFails(first)
    call.words('late', first)
    call.words('again', second)
    const told = call.read().filter((event) => event.type === 'transcript-ended' || event.type === 'transcript-failed')
    expect(told).toMatchObject([
      { type: 'transcript-ended', itemId: second, transcript: 'two', durationMs: 1_000 },
      { type: 'transcript-failed', itemId: first, code: 'recognition-failed' },
    ])
  })

  it('U8 the deltas make up the transcript; silence has none', () => {
    const call = Call.opened()
    call.hears('hello there')
    const deltas = call.all('transcript-delta').map((event) => event.delta)
    expect(deltas.join('')).toBe(call.last('transcript-ended').transcript)
    call.read()
    call.hears('')
    expect(call.types().filter((type) => type.startsWith('transcript'))).toEqual(['transcript-ended'])
  })

  it('U8 with transcription off nothing is told, the reply comes all the same', () => {
    const call = Call.opened({ settings: { transcription: null } })
    call.hears('hello')
    expect(call.types()).toEqual(['speech-started', 'speech-ended', 'turn-committed', 'item-added', 'item-ended', 'reply-started'])
  })

  it('U8 words of an item that was deleted meanwhile are still told', () => {
    const call = Call.opened()
    const itemId = call.userTurn()
    call.order({ type: 'delete-item', itemId })
    call.words('hello')
    expect(call.last('transcript-ended').itemId).toBe(itemId)
    expect(call.history()).toEqual([])
  })

  it('N2 recognition that takes longer than 20 s has failed, however much is said meanwhile', () => {
    const call = Call.opened()
    const stuck = call.userTurn()
    call.wait(15_000)
    const fresh = call.userTurn()
    call.wait(4_000)
    expect(call.last('transcript-failed').itemId).toBe(stuck)
    expect([...call.state.pendingTranscripts.keys()]).toEqual([fresh])
    call.words('are you there?', fresh)
    expect(call.all('reply-started')).toHaveLength(1)
    expect(call.timers.has('transcript-watch')).toBe(false)
  })
})
