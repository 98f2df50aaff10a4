import { expect, test } from 'vitest'
import { differences } from './compare.js'
import type { Told } from './replay.js'
import { expectedOf } from './told.js'

const decided = (atMs: number, audioMs: number, reply_ms: number): Told => ({
  atMs,
  event: {
    type: 'sidetone.turn.decision',
    event_id: `event_${atMs}`,
    decision: 'interruption',
    reason: 'words with content in 450 ms of voice',
    evidence: { voice_ms: 450, reply_ms },
    audio_ms: audioMs,
    at_ms: atMs,
  } as Told['event'],
})

test('a recorded decision happens again by its reason, its evidence and its place in the audio, not by the clock of the server', () => {
  const recorded = expectedOf([decided(3_280, 3_296, 2_714.82)])
  expect(differences(recorded, [decided(3_284, 3_296, 2_718.1)])).toBeNull()
  expect(differences(recorded, [decided(3_280, 3_328, 2_714.82)])).toContain('audio_ms: expected 3296, but it was 3328')
})
