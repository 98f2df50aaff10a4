import { describe, expect, it } from 'vitest'
import type { VoiceState } from '../contract.js'
import { decideState, type Facts } from '../decide-state.js'
import { nextTurnTimes, type TurnFact } from './next-turn-times.js'

const times = (facts: readonly TurnFact[], lastSoundAtMs: number | null = null) =>
  facts.reduce((turns, fact) => nextTurnTimes(turns, fact, lastSoundAtMs), [] as ReturnType<typeof nextTurnTimes>)

describe('the times of a turn', () => {
  it('are those of its first audio and first sound, and of its last', () => {
    const [turn] = times(
      [
        { type: 'turn-ended', atMs: 10, reason: 'quiet' },
        { type: 'transcribed', atMs: 20 },
        { type: 'response-created', atMs: 30 },
        { type: 'response-created', atMs: 35 },
        { type: 'first-audio', atMs: 40 },
        { type: 'first-audio', atMs: 45 },
        { type: 'heard', atMs: 50 },
        { type: 'heard', atMs: 55 },
        { type: 'heard-all', atMs: 60 },
        { type: 'heard-all', atMs: 65 },
        { type: 'barge-in', atMs: 70, silentAtMs: 71 },
      ],
      5,
    )
    expect(turn).toEqual({
      turn: 1,
      speechEndAtMs: 5,
      turnEndAtMs: 10,
      transcriptAtMs: 20,
      responseCreatedAtMs: 30,
      firstAudioAtMs: 40,
      firstHeardAtMs: 50,
      lastHeardAtMs: 65,
      bargeInAtMs: 70,
      silentAtMs: 71,
      reason: 'quiet',
    })
  })
  it('belong to no turn before the first', () => {
    expect(times([{ type: 'heard', atMs: 1 }])).toEqual([])
  })
  it('are kept of the last 200 turns', () => {
    const turns = times(Array.from({ length: 205 }, (_, turn) => ({ type: 'turn-ended', atMs: turn, reason: null })))
    expect([turns.length, turns[0]?.turn, turns.at(-1)?.turn]).toEqual([200, 6, 205])
  })
})

describe('the state', () => {
  const quiet: Omit<Facts, 'link'> = { userSpeaks: false, replyAwaited: false, replySounds: false }
  const everything: Omit<Facts, 'link'> = { userSpeaks: true, replyAwaited: true, replySounds: true }
  const withoutLink: Record<Exclude<Facts['link'], 'open'>, VoiceState> = { closed: 'idle', opening: 'connecting', lost: 'reconnecting', failed: 'failed' }
  it('is the link’s while it is not open, whatever else is going on', () => {
    for (const [link, state] of Object.entries(withoutLink)) {
      expect(decideState({ link: link as Facts['link'], ...quiet })).toBe(state)
      expect(decideState({ link: link as Facts['link'], ...everything })).toBe(state)
    }
  })
  it('is the user’s before the reply’s, and what sounds before what is awaited', () => {
    expect(decideState({ link: 'open', ...quiet })).toBe('listening')
    expect(decideState({ link: 'open', ...quiet, replyAwaited: true })).toBe('thinking')
    expect(decideState({ link: 'open', ...quiet, replyAwaited: true, replySounds: true })).toBe('speaking')
    expect(decideState({ link: 'open', ...everything })).toBe('hearing')
  })
})
