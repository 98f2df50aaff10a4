import type { Evidence, Rhythm } from '../contract.js'
import { type Completeness, completeness } from './completeness.js'
import { endsLow } from './prosody.js'
import { quietByRhythm } from './rhythm.js'
import { weighTurnModel } from './weigh-turn-model.js'

export type Eagerness = 'low' | 'medium' | 'high' | 'auto'

/** Quiet that ends a turn at medium and auto eagerness, in ms, by what the words and the voice say. */
export const quietByState = {
  /** A question, an order or an answer. */
  asks: 350,
  /** A sentence on which the voice went down. */
  low: 450,
  /** A sentence on which it did not. */
  complete: 600,
  unsure: 900,
  incomplete: 1_500,
  /** The words are not known: recognition is slow, or there are none to be had. */
  unknown: 700,
} as const

/** Eagerness is one trade-off: it stretches or shrinks every one of these times. */
export const stretchByEagerness = { high: 0.6, medium: 1, auto: 1, low: 1.4 } as const

/** Quiet that is needed before this counts as the end of the turn, in ms, and why. */
export function neededQuiet(evidence: Pick<Evidence, 'words' | 'prosody' | 'turnModel'>, rhythm: Rhythm, eagerness: Eagerness): { ms: number; reason: string } {
  const { key, reason } = judge(evidence)
  const stretch = stretchByEagerness[eagerness]
  const weighed = weighTurnModel(quietByState[key] * stretch, evidence.turnModel, quietByState.incomplete * stretch)
  const reasons = [reason, weighed.reason]
  const byRhythmMs = quietByRhythm(rhythm)
  if (byRhythmMs > weighed.ms) reasons.push(`the speaker pauses for up to ${Math.round(byRhythmMs)} ms`)
  return { ms: Math.max(byRhythmMs, weighed.ms), reason: reasons.filter((each) => each !== null).join(', ') }
}

function judge({ words, prosody }: Pick<Evidence, 'words' | 'prosody'>): { key: keyof typeof quietByState; reason: string } {
  if (words === null) return { key: 'unknown', reason: 'words not known' }
  const { state, reason }: Completeness = completeness(words)
  if (state !== 'complete') return { key: state, reason }
  return endsLow(prosody) ? { key: 'low', reason: `${reason}, low voice` } : { key: 'complete', reason }
}
