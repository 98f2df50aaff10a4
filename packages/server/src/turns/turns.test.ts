import type { TurnDetection } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { defaultServerVad } from '../session/settings.js'
import { type Evidence, type TurnDecision, type UserFloor, untouchedFloor } from './contract.js'
import { decideTurn } from './decide-turn.js'
import { quietByState, stretchByEagerness } from './user-finished/needed-quiet.js'

const serverVad: TurnDetection = { ...defaultServerVad, silenceDurationMs: 500 }

/** Frames of 32 ms from stretches of voice, as [start, end] in ms. */
function evidenceOf(stretches: [number, number][], untilMs: number): Evidence[] {
  const frames: Evidence[] = []
  for (let audioMs = 32; audioMs <= untilMs; audioMs += 32) {
    const begun = stretches.filter(([start]) => start < audioMs).at(-1)
    const voice = begun !== undefined && audioMs <= begun[1]
    frames.push({ audioMs, voice, voiceStartMs: begun ? begun[0] : null, quietMs: begun ? Math.max(0, audioMs - begun[1]) : null, words: null, prosody: null })
  }
  return frames
}

function decisionsOf(frames: Evidence[], settings: TurnDetection): TurnDecision[] {
  let floor: UserFloor = untouchedFloor
  const decisions: TurnDecision[] = []
  for (const frame of frames) {
    const step = decideTurn(floor, frame, settings)
    floor = step.floor
    if (step.decision) decisions.push(step.decision)
  }
  return decisions
}

describe('turns', () => {
  it('T1 voice of 60 ms starts nothing, voice of 200 ms does', () => {
    expect(decisionsOf(evidenceOf([[1000, 1060]], 3000), serverVad)).toEqual([])
    expect(decisionsOf(evidenceOf([[1000, 1200]], 3000), serverVad).map((each) => each.type)).toEqual(['user-started', 'user-finished'])
  })

  it('T2 the turn starts prefix_padding_ms before the voice, never before the first sample', () => {
    expect(decisionsOf(evidenceOf([[1000, 2000]], 3000), serverVad)[0]).toMatchObject({ audioStartMs: 700 })
    expect(decisionsOf(evidenceOf([[100, 2000]], 3000), serverVad)[0]).toMatchObject({ audioStartMs: 0 })
  })

  it('T3 silence_duration_ms of quiet ends the turn, at the first frame that has it', () => {
    const finished = decisionsOf(evidenceOf([[1000, 2000]], 4000), serverVad)[1] as TurnDecision & { type: 'user-finished' }
    expect(finished.audioEndMs).toBeGreaterThanOrEqual(2500)
    expect(finished.audioEndMs).toBeLessThan(2500 + 32)
  })

  it('T12 with no words known a fixed quiet ends the turn, by eagerness', () => {
    for (const eagerness of ['high', 'medium', 'low', 'auto'] as const) {
      const settings: TurnDetection = { kind: 'semantic-vad', eagerness, createReply: true, interruptReply: true }
      const finished = decisionsOf(evidenceOf([[1000, 2000]], 4000), settings)[1] as TurnDecision & { type: 'user-finished' }
      expect(Math.abs(finished.audioEndMs - 2016 - quietByState.unknown * stretchByEagerness[eagerness])).toBeLessThan(32)
    }
  })

  it('T5 a pause shorter than the quiet stays inside the turn', () => {
    const frames = evidenceOf(
      [
        [1000, 2000],
        [2400, 3000],
      ],
      5000,
    )
    expect(decisionsOf(frames, serverVad).map((each) => each.type)).toEqual(['user-started', 'user-finished'])
  })

  it('T6 starts and finishes alternate over many turns', () => {
    const frames = evidenceOf(
      [
        [500, 900],
        [2000, 2600],
        [4000, 4800],
      ],
      7000,
    )
    const types = decisionsOf(frames, serverVad).map((each) => each.type)
    expect(types).toEqual(['user-started', 'user-finished', 'user-started', 'user-finished', 'user-started', 'user-finished'])
  })

  it('T7 every decision gives its reason in figures', () => {
    for (const decision of decisionsOf(evidenceOf([[1000, 2000]], 4000), serverVad)) expect(decision.reason).toMatch(/\d+ ms/)
    const evidence = decisionsOf(evidenceOf([[1000, 2000]], 4000), serverVad).map((decision) => decision.evidence)
    expect(evidence).toMatchObject([{ leastVoiceMs: 80 }, { enoughQuietMs: 500 }])
  })
})
