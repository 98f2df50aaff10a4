import type { DecideTurn } from './contract.js'
import { learnRhythm } from './user-finished/rhythm.js'
import { userFinished } from './user-finished/user-finished.js'
import { userStarted } from './user-started.js'

/** How much audio before the voice belongs to the turn, in ms, where the settings do not say (the wire's own default). */
const defaultPrefixPaddingMs = 300

/** One step of the user's floor. See SPEC.md. */
export const decideTurn: DecideTurn = (before, evidence, settings) => {
  const rhythm = learnRhythm(before.rhythm, evidence)
  const floor = rhythm === before.rhythm ? before : { ...before, rhythm }
  switch (floor.phase) {
    case 'silent': {
      if (!userStarted(evidence) || evidence.voiceStartMs === null) return { floor, decision: null, neededQuietMs: null }
      const paddingMs = settings.kind === 'server-vad' ? settings.prefixPaddingMs : defaultPrefixPaddingMs
      const audioStartMs = Math.max(0, evidence.voiceStartMs - paddingMs)
      const reason = `voice for ${Math.round(evidence.audioMs - evidence.voiceStartMs)} ms`
      return {
        floor: { phase: 'speaking', sinceMs: evidence.voiceStartMs, rhythm },
        decision: { type: 'user-started', audioStartMs, reason },
        neededQuietMs: null,
      }
    }
    case 'speaking': {
      const verdict = userFinished(evidence, rhythm, settings)
      if (verdict.type === 'wait') return { floor, decision: null, neededQuietMs: verdict.neededQuietMs }
      return {
        floor: { phase: 'silent', rhythm },
        decision: { type: 'user-finished', audioEndMs: evidence.audioMs, reason: verdict.reason },
        neededQuietMs: null,
      }
    }
  }
}
