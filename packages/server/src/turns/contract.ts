import type { TurnDetection } from '@sidetone/protocol'

/** What is known at one moment of listening. Times count from the session's first sample. */
export interface Evidence {
  readonly audioMs: number
  readonly voice: boolean
  readonly voiceStartMs: number | null
  readonly quietMs: number | null
}

/** A decision always says why. */
export type TurnDecision = { type: 'user-started'; audioStartMs: number; reason: string } | { type: 'user-finished'; audioEndMs: number; reason: string }

/** Who has the floor, as far as the user's side goes. */
export type UserFloor = { phase: 'silent' } | { phase: 'speaking'; sinceMs: number }

/** Pure: the floor and one piece of evidence give the floor after it and at most one decision. */
export type DecideTurn = (floor: UserFloor, evidence: Evidence, settings: TurnDetection) => { floor: UserFloor; decision: TurnDecision | null }
