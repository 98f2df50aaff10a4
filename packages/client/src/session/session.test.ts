import { describe, expect, it } from 'vitest'
import type { WireMessage } from '../contract.js'
import { ManualClock } from '../test-support/index.js'
import { VoiceFailure } from '../voice-failure.js'
import { mergeSettings, settingAt } from './merge-settings.js'
import { SessionUpdates } from './session-updates.js'

describe('settings upon settings', () => {
  it('merge field by field, and lists and nothing as a whole', () => {
    const base = { instructions: 'a', audio: { input: { noise_reduction: { type: 'near_field' } } }, tools: [1, 2] }
    expect(mergeSettings(base, { audio: { input: { noise_reduction: null }, output: { voice: 'ash' } }, tools: [3] })).toEqual({
      instructions: 'a',
      audio: { input: { noise_reduction: null }, output: { voice: 'ash' } },
      tools: [3],
    })
  })
  it('of another type replace those before: a rate means nothing to G.711', () => {
    const pcm = { audio: { input: { format: { type: 'audio/pcm', rate: 16_000 } } } }
    expect(mergeSettings(pcm, { audio: { input: { format: { type: 'audio/pcmu' } } } })).toEqual({ audio: { input: { format: { type: 'audio/pcmu' } } } })
    expect(mergeSettings({ turn: { type: 'server_vad', threshold: 0.3 } }, { turn: { threshold: 0.6 } })).toEqual({
      turn: { type: 'server_vad', threshold: 0.6 },
    })
  })
  it('change neither', () => {
    const base = { audio: { speed: 1 } }
    mergeSettings(base, { audio: { speed: 2 } })
    expect(base).toEqual({ audio: { speed: 1 } })
  })
  it('are read by path', () => {
    expect(settingAt({ a: { b: [1] } }, 'a', 'b')).toEqual([1])
    expect(settingAt({ a: null }, 'a', 'b')).toBeUndefined()
    expect(settingAt(null, 'a')).toBeUndefined()
  })
})

describe('changes of settings', () => {
  function updates() {
    const clock = new ManualClock()
    const sent: WireMessage['event'][] = []
    const state = { open: true }
    return { clock, sent, state, updates: new SessionUpdates({ clock, send: (event) => sent.push(event), isBlocked: () => !state.open }) }
  }
  const failure = new VoiceFailure('server-error', 'no')

  it('are answered in their order', async () => {
    const { updates: asked, sent } = updates()
    const both = [asked.ask({ a: 1 }), asked.ask({ a: 2 })]
    asked.accepted({ told: 1 })
    asked.accepted({ told: 2 })
    expect(await Promise.all(both)).toEqual([{ told: 1 }, { told: 2 }])
    expect(sent[0]?.session).toEqual({ type: 'realtime', a: 1 })
  })
  it('are refused by name, and the others go on', async () => {
    const { updates: asked, sent } = updates()
    const first = asked.ask({ a: 1 })
    const second = asked.ask({ a: 2 })
    expect(asked.refused('another event', failure)).toBe(false)
    expect(asked.refused(sent[0]?.event_id, failure)).toBe(true)
    asked.accepted({ told: 2 })
    await expect(first).rejects.toBe(failure)
    expect(await second).toEqual({ told: 2 })
  })
  it('fail when no answer comes within 10 s, but not while the link is lost', async () => {
    const { clock, state, updates: asked } = updates()
    const outcome: string[] = []
    asked.ask({}).catch(() => outcome.push('failed'))
    state.open = false
    await clock.advance(45_000)
    expect(outcome).toEqual([])
    state.open = true
    await clock.advance(10_000)
    expect(outcome).toEqual(['failed'])
  })
  it('of a session that is gone fail, and those that wait for the new one are answered behind its first', async () => {
    const { updates: asked } = updates()
    const gone = asked.ask({ a: 1 })
    asked.lost()
    const waiting = asked.ask({ a: 2 })
    asked.replaced(failure)
    const begins = asked.ask({ a: 0 }, true)
    asked.accepted({ told: 'settings' })
    asked.accepted({ told: 'waiting' })
    await expect(gone).rejects.toBe(failure)
    expect([await begins, await waiting]).toEqual([{ told: 'settings' }, { told: 'waiting' }])
  })
  it('all fail when the session ends', async () => {
    const { updates: asked } = updates()
    const all = [asked.ask({}), asked.ask({})]
    asked.abandon(failure)
    for (const each of all) await expect(each).rejects.toBe(failure)
  })
})
