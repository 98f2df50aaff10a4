import type { TurnDetection } from '@sidetone/protocol'
import type { Evidence, Grounds } from './contract.js'

/** Quiet that ends a turn under semantic detection, in ms, by eagerness. Rule T4. */
export const quietByEagerness = { high: 300, auto: 500, medium: 500, low: 900 } as const

export type Verdict = { type: 'wait' } | ({ type: 'finished' } & Grounds)

/** The only place that decides that the user has finished. Rules T3 and T4. */
export function userFinished(evidence: Evidence, settings: TurnDetection): Verdict {
  if (evidence.voice || evidence.quietMs === null) return { type: 'wait' }
  const enoughMs = settings.kind === 'server-vad' ? settings.silenceDurationMs : quietByEagerness[settings.eagerness]
  if (evidence.quietMs < enoughMs) return { type: 'wait' }
  const quietMs = Math.round(evidence.quietMs)
  return { type: 'finished', reason: `quiet for ${quietMs} ms, ${enoughMs} ms end a turn (${settings.kind})`, evidence: { quietMs, enoughQuietMs: enoughMs } }
}
