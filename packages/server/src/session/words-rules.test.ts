import type { SessionSettings, TranscriptionSettings } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { defaultSemanticVad } from './settings.js'
import { Call, createReply, typed } from './test-support/call.js'

const transcription: TranscriptionSettings = { model: 'moonshine-tiny', language: null, prompt: null, delivery: 'as-spoken' }
const opened = (settings: Partial<SessionSettings> = {}) => Call.opened({ settings: { transcription, ...settings } })
const settle = (call: Call, text: string) => call.feed({ type: 'words-settled', text })
const deltas = (call: Call) => call.all('transcript-delta').map(({ itemId, delta }) => `${itemId} ${delta}`)

describe('words while they are said', () => {
  it('W1 are told as they settle, each once, under the id that speech was announced with', () => {
    const call = opened()
    call.userStarts()
    const { itemId } = call.last('speech-started')
    settle(call, 'Could you')
    settle(call, 'Could you')
    settle(call, 'Could you tell me')
    expect(deltas(call)).toEqual([`${itemId} Could you`, `${itemId}  tell me`])
  })

  it('W1 are not told before speech is, nor without being asked for, nor where transcription is off', () => {
    const silent = opened()
    settle(silent, 'Could you')
    const atOnce = opened({ transcription: { model: 'whisper-1', language: null, prompt: null } })
    atOnce.userStarts()
    settle(atOnce, 'Could you')
    const off = opened({ transcription: null })
    off.userStarts()
    settle(off, 'Could you')
    for (const call of [silent, atOnce, off]) expect(deltas(call)).toEqual([])
  })

  it('W1 of suspected speech are told when it is an interruption', () => {
    const call = opened({ turnDetection: defaultSemanticVad })
    call.order(typed('hello'))
    call.order(createReply)
    call.writes('What can I')
    call.plays(1)
    call.userStarts()
    settle(call, 'No')
    expect(deltas(call)).toEqual([])
    call.feed({ type: 'speech-judged', verdict: { type: 'yield', reason: '' } })
    settle(call, 'No wait')
    expect(deltas(call)).toEqual([`${call.last('speech-started').itemId} No wait`])
  })

  it('W2 of a turn that the client commits name it before the commit', () => {
    const call = opened({ turnDetection: null })
    settle(call, 'Could you')
    settle(call, 'Could you tell me')
    call.order({ type: 'commit-turn' })
    const { itemId } = call.last('turn-committed')
    call.words('Could you tell me more?')
    expect(deltas(call)).toEqual([`${itemId} Could you`, `${itemId}  tell me`, `${itemId}  more?`])
    settle(call, 'Next')
    expect(call.last('transcript-delta').itemId).not.toBe(itemId)
  })

  it('W2 no other item takes the id meanwhile', () => {
    const call = opened({ turnDetection: null })
    settle(call, 'Could you')
    call.order(typed('me too', call.last('transcript-delta').itemId))
    expect(call.last('failed').code).toBe('item-already-exists')
  })

  it('W2 that were cleared are forgotten, and the next turn has an id of its own', () => {
    const call = opened({ turnDetection: null })
    settle(call, 'Never mind')
    const { itemId } = call.last('transcript-delta')
    call.order({ type: 'clear-audio' })
    settle(call, 'Could you')
    expect(call.last('transcript-delta')).toMatchObject({ delta: 'Could you' })
    expect(call.last('transcript-delta').itemId).not.toBe(itemId)
    expect([...call.state.toldWords.values()]).toEqual(['Could you'])
  })

  it('W3 stand: the transcript is what was told and the rest, the conversation has what was recognised in the end', () => {
    const call = opened()
    call.userStarts()
    settle(call, 'I went too')
    call.userFinishes(1_000)
    call.words('I want to go home.')
    expect(call.last('transcript-ended').transcript).toBe('I went too go home.')
    expect(call.history()).toEqual(['user: I want to go home.'])
    expect(call.state.toldWords.size).toBe(0)
  })

  it('W3 are no news to the reply: it starts as soon as the words of the whole turn are there', () => {
    const call = opened()
    call.userStarts()
    settle(call, 'Good')
    call.userFinishes(1_000)
    call.read()
    call.words('Good morning.')
    expect(call.types()).toEqual(['transcript-delta', 'transcript-ended', 'reply-started'])
  })

  it('W3 are left as they are when recognition of the turn fails', () => {
    const call = opened()
    call.userStarts()
    settle(call, 'Good')
    call.userFinishes(1_000)
    call.feed({ type: 'transcript-failed', itemId: call.last('turn-committed').itemId, code: 'recognition-failed', message: '' })
    expect(call.all('transcript-ended')).toEqual([])
    expect(call.state.toldWords.size).toBe(0)
  })
})

describe('a transcription session', () => {
  const transcribing = () => Call.opened({ kind: { type: 'transcription' }, settings: { transcription } })

  it('K1 tells its kind', () => {
    const call = new Call({ kind: { type: 'transcription' } })
    call.feed({ type: 'opened' })
    expect(call.last('session-started').session.kind).toEqual({ type: 'transcription' })
  })

  it.each([
    createReply,
    { type: 'cancel-reply' } as const,
    typed('hello'),
    { type: 'truncate-item', itemId: 'item_1', contentIndex: 0, audioEndMs: 0 } as const,
  ])('K1 takes no order to $type, and says which it takes', (order) => {
    const call = transcribing()
    const before = call.state
    call.order({ ...order, commandId: 'mine' })
    expect(call.read()).toEqual([
      {
        type: 'failed',
        code: 'not-in-this-session',
        detail: { kind: 'transcription', order: order.type, orders: 'update-settings, append-audio, commit-turn, clear-audio, retrieve-item, delete-item' },
        commandId: 'mine',
      },
    ])
    expect(call.state).toBe(before)
  })

  it('K2 writes turn after turn down and answers none, whatever the settings say', () => {
    const call = transcribing()
    call.words('One.', call.userTurn())
    call.words('Two.', call.userTurn())
    expect(call.history()).toEqual(['user: One.', 'user: Two.'])
    expect(call.all('reply-started')).toEqual([])
    expect(call.state.unanswered.size).toBe(0)
  })
})
