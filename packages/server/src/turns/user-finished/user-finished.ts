import type { TurnDetection } from '@sidetone/protocol'
import type { Evidence, Rhythm } from '../contract.js'
import { neededQuiet } from './needed-quiet.js'

export type Verdict = { type: 'wait'; neededQuietMs: number } | { type: 'finished'; reason: string }

/** The only place that decides that the user has finished. Rules T3 and T4. */
export function userFinished(evidence: Evidence, rhythm: Rhythm, settings: TurnDetection): Verdict {
  const { ms, reason } =
    settings.kind === 'server-vad' ? { ms: settings.silenceDurationMs, reason: 'server-vad' } : neededQuiet(evidence, rhythm, settings.eagerness)
  if (evidence.voice || evidence.quietMs === null || evidence.quietMs < ms) return { type: 'wait', neededQuietMs: ms }
  const why = settings.kind === 'server-vad' ? reason : `${settings.kind} ${settings.eagerness}: ${reason}`
  return { type: 'finished', reason: `quiet for ${Math.round(evidence.quietMs)} ms, ${Math.round(ms)} ms end a turn (${why})` }
}
