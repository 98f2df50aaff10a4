import type { Evidence, Rhythm } from '../contract.js'

/** Shorter quiet is part of a word or of the way words are joined. */
const leastPauseMs = 300
/** Voice that comes this soon after a decided end belongs to what was said before: the end was none. */
const goesOnWithinMs = 1_000
const keptPauses = 8
/** A speaker goes on after a pause that is longer than his last ones by less than this. */
const spareMs = 50
/** No rhythm asks for more quiet than this: a long pause to think is no habit. */
const mostMs = 800

/** What the next piece of evidence teaches about the speaker's pauses. */
export function learnRhythm(rhythm: Rhythm, { voice, quietMs }: Pick<Evidence, 'voice' | 'quietMs'>): Rhythm {
  if (!voice) return quietMs === null || quietMs === rhythm.quietMs ? rhythm : { ...rhythm, quietMs }
  if (rhythm.quietMs === 0) return rhythm
  if (rhythm.quietMs > goesOnWithinMs) return { ...rhythm, inTurn: 0, quietMs: 0 }
  if (rhythm.quietMs < leastPauseMs) return { ...rhythm, quietMs: 0 }
  return { pausesMs: [...rhythm.pausesMs, rhythm.quietMs].slice(-keptPauses), inTurn: Math.min(keptPauses, rhythm.inTurn + 1), quietMs: 0 }
}

/** The least quiet that tells an end from a pause of this turn's kind, in ms; 0 when the turn had none. */
export function quietByRhythm({ pausesMs, inTurn }: Rhythm): number {
  if (inTurn === 0) return 0
  return Math.min(mostMs, Math.max(...pausesMs.slice(-inTurn)) + spareMs)
}
