import type { Decision } from '../session-log/fact.js'

/** How a turn would have ended, in ms from the beginning of its utterance. */
export interface Hearing {
  /** Its first end; null: it would not have ended within the time that was heard. */
  readonly endedAtMs: number | null
  /** From the end of the speech; negative: in the middle of it. */
  readonly delayMs: number | null
  readonly reason: string | null
  /** It ended and the user went on so much later: the answer would have cut in. */
  readonly cutsInMs: number | null
}

/** What these decisions make of speech that ended at `speechEndMs`; places count in the same audio. */
export function hearing(decisions: readonly Decision[], speechEndMs: number): Hearing {
  const index = decisions.findIndex(({ decision }) => decision === 'user_finished')
  const end = decisions[index]
  if (!end) return { endedAtMs: null, delayMs: null, reason: null, cutsInMs: null }
  const next = decisions.slice(index + 1).find(({ decision }) => decision === 'user_started')
  // Voice is told some frames after its first sound.
  const voiceMs = Number(next?.evidence.voiceMs ?? next?.evidence.voice_ms ?? 0) || 0
  return {
    endedAtMs: end.audioMs,
    delayMs: end.audioMs - speechEndMs,
    reason: end.reason,
    cutsInMs: next ? Math.max(0, next.audioMs - voiceMs - end.audioMs) : null,
  }
}

/** One sentence about the difference. */
export function whatChanged(before: Hearing, after: Hearing): string {
  if (after.endedAtMs === null || before.endedAtMs === null) return 'would not have ended'
  const laterMs = Math.round(after.endedAtMs - before.endedAtMs)
  const moved = Math.abs(laterMs) < 20 ? 'at the same time' : `${Math.abs(laterMs).toLocaleString('en')} ms ${laterMs < 0 ? 'earlier' : 'later'}`
  if (after.cutsInMs !== null) return `${moved}, cuts in: you went on ${Math.round(after.cutsInMs).toLocaleString('en')} ms later`
  return before.cutsInMs !== null ? `${moved}, does not cut in` : moved
}
