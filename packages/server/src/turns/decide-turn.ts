import type { DecideTurn } from './contract.js'
import { learnRhythm } from './user-finished/rhythm.js'
import { userFinished } from './user-finished/user-finished.js'
import { leastVoiceMs, userStarted } from './user-started.js'

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
      const voiceMs = Math.round(evidence.audioMs - evidence.voiceStartMs)
      const grounds = { reason: `voice for ${voiceMs} ms`, evidence: { voiceMs, leastVoiceMs } }
      return {
        floor: { phase: 'speaking', sinceMs: evidence.voiceStartMs, rhythm },
        decision: { type: 'user-started', audioStartMs, ...grounds },
        neededQuietMs: null,
      }
    }
    case 'speaking': {
      const verdict = userFinished(evidence, rhythm, settings)
      if (verdict.type === 'wait') return { floor, decision: null, neededQuietMs: verdict.neededQuietMs }
      return {
        floor: { phase: 'silent', rhythm },
        decision: { ...verdict, type: 'user-finished', audioEndMs: evidence.audioMs },
        neededQuietMs: null,
      }
    }
  }
}
