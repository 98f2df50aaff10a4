import type { SettingsPatch } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import type { Input } from './contract.js'
import { defaultSettings, mergeSettings } from './settings.js'
import { Call, cancelReply, createReply, typed } from './test-support/call.js'

const update = (patch: SettingsPatch, commandId?: string) => ({ type: 'update-settings', patch, ...(commandId ? { commandId } : {}) }) as const

describe('the session', () => {
  it('S1 session-started is the first event, with everything', () => {
    const call = new Call()
    call.order(update({ instructions: 'early' }))
    expect(call.events).toEqual([])
    call.feed({ type: 'opened' })
    expect(call.types()).toEqual(['session-started'])
    expect(call.last('session-started').session).toEqual({ id: 'sess_1', kind: { type: 'realtime' }, settings: call.state.settings, expiresAtMs: 3_600_000 })
    call.feed({ type: 'opened' })
    expect(call.types()).toEqual([])
  })

  it('S2 every accepted update is answered with everything, also while a reply runs', () => {
    const call = Call.opened()
    call.order(update({ instructions: 'be brief' }))
    call.order(createReply)
    call.read()
    call.order(update({ speed: 1.2 }))
    expect(call.types()).toEqual(['settings-updated'])
    expect(call.last('settings-updated').session.settings).toMatchObject({ instructions: 'be brief', speed: 1.2, voice: 'slt', modality: 'audio' })
  })

  it('S2 an update reaches the listener, the running reply keeps what it started with', () => {
    const call = Call.opened()
    call.order(createReply)
    call.order(update({ modality: 'text', inputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 }, noiseReduction: 'far-field' }))
    expect(call.effects).toContainEqual({
      do: 'configure-listening',
      settings: expect.objectContaining({ format: { encoding: 'mulaw', sampleRateHz: 8_000 }, noiseReduction: 'far-field' }),
    })
    expect(call.reply().work.plan.modality).toBe('audio')
  })

  it('S3 one wrong field and nothing of the update is applied', () => {
    const call = Call.opened()
    const before = call.state.settings
    call.order(update({ instructions: 'be brief', voice: 'nobody' }, 'mine'))
    expect(call.read()).toEqual([{ type: 'failed', code: 'unknown-voice', detail: { voice: 'nobody', voices: 'slt, rms' }, commandId: 'mine' }])
    expect(call.state.settings).toEqual(before)
  })

  it('S5 the voice changes before the first audio and not after it; the same voice is always accepted', () => {
    const call = Call.opened()
    call.order(update({ voice: 'rms' }))
    expect(call.last('settings-updated').session.settings.voice).toBe('rms')
    call.hears('hello')
    call.writes('Hi there.')
    call.order(update({ voice: 'slt' }))
    expect(call.last('settings-updated').session.settings.voice).toBe('slt')
    call.plays(1)
    call.read()
    call.order(update({ voice: 'rms', speed: 1.5 }))
    expect(call.read()).toMatchObject([{ type: 'failed', code: 'voice-frozen' }])
    expect(call.state.settings.speed).toBe(1)
    call.order(update({ voice: 'slt', speed: 1.5 }))
    expect(call.types()).toEqual(['settings-updated'])
  })

  it('S5 a reply cannot bring another voice into the conversation once it has spoken, beside it it can', () => {
    const call = Call.opened()
    call.hears('hello')
    call.says('Hi.')
    call.order({ type: 'create-reply', options: { voice: 'rms' } })
    expect(call.last('failed').code).toBe('voice-frozen')
    call.order({ type: 'create-reply', options: { voice: 'rms', conversation: 'none' } })
    expect(call.last('reply-started').reply.voice).toBe('rms')
  })

  it('S6 the model stays, and its own name is accepted', () => {
    const call = Call.opened()
    call.order(update({ model: 'another' }))
    expect(call.last('failed').code).toBe('model-frozen')
    call.order(update({ model: 'sidetone' }))
    expect(call.types()).toEqual(['failed', 'settings-updated'])
  })

  it('S6 a client that named no model at connect names it in an update', () => {
    const named = mergeSettings(defaultSettings(null, 'alloy'), { model: 'gpt-realtime' }, { voices: ['alloy'], hasSpoken: false })
    expect(named).toMatchObject({ ok: true, settings: { model: 'gpt-realtime' } })
  })

  it('S7 after the end nothing happens, whatever comes', () => {
    const call = Call.opened()
    call.hears('hello')
    call.writes('Hi there.')
    call.plays(1)
    const { replyId } = call.reply().work.plan
    const itemId = call.openItemId()
    call.feed({ type: 'link-lost' })
    const ended = call.state
    call.read()
    const late: Input[] = [
      { type: 'opened' },
      { type: 'user-started', audioStartMs: 1, reason: '' },
      { type: 'user-finished', audioEndMs: 1, reason: '' },
      { type: 'transcript-ended', itemId, transcript: 'late' },
      { type: 'text-delta', replyId, delta: 'late' },
      { type: 'audio-spoken', replyId, itemId, audio: new Uint8Array(), durationMs: 1, words: [] },
      { type: 'reply-failed', replyId, code: 'internal', message: '' },
      { type: 'timer-fired', timer: 'session-end', audioMs: 0 },
      { type: 'append-refused', commandId: null, because: 'full' },
      { type: 'command', command: createReply, bufferedMs: 0 },
      { type: 'command', command: cancelReply, bufferedMs: 0 },
      { type: 'command', command: typed('late'), bufferedMs: 0 },
      { type: 'link-lost' },
    ]
    for (const input of late) expect(call.feed(input)).toEqual([])
    expect(call.state).toBe(ended)
  })

  it('S7 the end stops every reply and every timer', () => {
    const call = Call.opened()
    call.hears('hello')
    call.order({ type: 'create-reply', options: { conversation: 'none', metadata: { topic: 'side' } } })
    call.feed({ type: 'link-lost' })
    expect(call.orders().filter((order) => order === 'stop-reply')).toHaveLength(2)
    expect([...call.timers.keys()]).toEqual([])
  })

  it('S7 a link that is lost before the session opened ends it too', () => {
    const call = new Call()
    call.feed({ type: 'link-lost' })
    call.feed({ type: 'opened' })
    expect(call.state.life).toBe('ended')
    expect(call.events).toEqual([])
  })

  it('N1 a session lasts its length: it expires with a word and is over', () => {
    const call = Call.opened({ abilities: { sessionMs: 60_000 } })
    call.wait(59_999)
    expect(call.types()).toEqual([])
    call.wait(1)
    expect(call.types()).toEqual(['session-expired'])
    expect(call.state.life).toBe('ended')
    expect([...call.timers.keys()]).toEqual([])
  })
})
