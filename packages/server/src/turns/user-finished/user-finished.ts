import type { TurnDetection } from '@sidetone/protocol'
import type { Evidence, Grounds, Rhythm } from '../contract.js'
import { neededQuiet } from './needed-quiet.js'

export type Verdict = { type: 'wait'; neededQuietMs: number } | ({ type: 'finished' } & Grounds)

/** The only place that decides that the user has finished. Rules T3 and T4. */
export function userFinished(evidence: Evidence, rhythm: Rhythm, settings: TurnDetection): Verdict {
  const { ms, reason } =
    settings.kind === 'server-vad' ? { ms: settings.silenceDurationMs, reason: 'server-vad' } : neededQuiet(evidence, rhythm, settings.eagerness)
  if (evidence.voice || evidence.quietMs === null || evidence.quietMs < ms) return { type: 'wait', neededQuietMs: ms }
  const why = settings.kind === 'server-vad' ? reason : `${settings.kind} ${settings.eagerness}: ${reason}`
  const [quietMs, enoughQuietMs] = [Math.round(evidence.quietMs), Math.round(ms)]
  const grounds: Grounds = { reason: `quiet for ${quietMs} ms, ${enoughQuietMs} ms end a turn (${why})`, evidence: { quietMs, enoughQuietMs } }
  return { type: 'finished', ...(settings.kind === 'server-vad' ? grounds : weighed(grounds, evidence, rhythm)) }
}

/** With what the engine weighs besides the quiet. */
function weighed({ reason, evidence: figures }: Grounds, { words, prosody, turnModel }: Evidence, rhythm: Rhythm): Grounds {
  const voice = prosody && { finalPitchSemitones: tenth(prosody.finalPitchSemitones), finalLevelDb: tenth(prosody.finalLevelDb) }
  const done = turnModel?.state === 'answered' && { doneProbability: Math.round(1000 * turnModel.probability) / 1000 }
  return { reason, evidence: { ...figures, ...voice, ...done, pausesKnown: rhythm.pausesMs.length }, ...(words !== null && { words }) }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
