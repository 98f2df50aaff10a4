import type { TurnDetection } from '@sidetone/protocol'
import type { Evidence, Rhythm } from '../contract.js'
import { neededQuiet } from './needed-quiet.js'

export type Verdict = { type: 'wait' } | { type: 'finished'; reason: string }

/** The only place that decides that the user has finished. Rules T3 and T4. */
export function userFinished(evidence: Evidence, rhythm: Rhythm, settings: TurnDetection): Verdict {
  if (evidence.voice || evidence.quietMs === null) return { type: 'wait' }
  const needed = settings.kind === 'server-vad' ? { ms: settings.silenceDurationMs, reason: 'server-vad' } : neededQuiet(evidence, rhythm, settings.eagerness)
  if (evidence.quietMs < needed.ms) return { type: 'wait' }
  const why = settings.kind === 'server-vad' ? needed.reason : `${settings.kind} ${settings.eagerness}: ${needed.reason}`
  return { type: 'finished', reason: `quiet for ${Math.round(evidence.quietMs)} ms, ${Math.round(needed.ms)} ms end a turn (${why})` }
}
