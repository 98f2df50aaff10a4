import type { DecideTurn } from './contract.js'
import { userFinished } from './user-finished.js'
import { userStarted } from './user-started.js'

/** How much audio before the voice belongs to the turn, in ms, where the settings do not say (the wire's own default). */
const defaultPrefixPaddingMs = 300

/** One step of the user's floor. See SPEC.md. */
export const decideTurn: DecideTurn = (floor, evidence, settings) => {
  switch (floor.phase) {
    case 'silent': {
      if (!userStarted(evidence) || evidence.voiceStartMs === null) return { floor, decision: null }
      const paddingMs = settings.kind === 'server-vad' ? settings.prefixPaddingMs : defaultPrefixPaddingMs
      const audioStartMs = Math.max(0, evidence.voiceStartMs - paddingMs)
      const reason = `voice for ${Math.round(evidence.audioMs - evidence.voiceStartMs)} ms`
      return { floor: { phase: 'speaking', sinceMs: evidence.voiceStartMs }, decision: { type: 'user-started', audioStartMs, reason } }
    }
    case 'speaking': {
      const verdict = userFinished(evidence, settings)
      if (verdict.type === 'wait') return { floor, decision: null }
      return { floor: { phase: 'silent' }, decision: { type: 'user-finished', audioEndMs: evidence.audioMs, reason: verdict.reason } }
    }
  }
}
