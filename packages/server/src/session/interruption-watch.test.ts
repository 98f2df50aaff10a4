import { expect, test } from 'vitest'
import { toldEvidence } from './interruption-watch.js'

test('a decision tells its figures to a hundredth and the number of looks, never their words', () => {
  const looks = [{ text: 'Wait,', voiceMs: 250, whole: false }]
  const heard = { voice: true, voiceMs: 250, suspectedAfterMs: 90, quietMs: 0, voicedPart: 0.5625, replyMs: 2714.815170000016, usualLevelDbfs: null, looks }
  const told = toldEvidence({ ...heard, levelDbfs: -18.102811813354492 })
  expect(told).toEqual({ ...heard, voicedPart: 0.56, replyMs: 2714.82, levelDbfs: -18.1, looks: 1 })
})
