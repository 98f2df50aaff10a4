import type { DecisionEvidence, TurnDetection } from '@sidetone/protocol'

/** What is known at one moment of listening. Times count from the session's first sample. */
export interface Evidence {
  readonly audioMs: number
  readonly voice: boolean
  readonly voiceStartMs: number | null
  readonly quietMs: number | null
}

/** What a decision rests on. `words` are those that were weighed, the only place for them. */
export interface Grounds {
  readonly reason: string
  readonly evidence?: DecisionEvidence
  readonly words?: string
}

/** A decision always says why. */
export type TurnDecision = ({ type: 'user-started'; audioStartMs: number } & Grounds) | ({ type: 'user-finished'; audioEndMs: number } & Grounds)

/** Who has the floor, as far as the user's side goes. */
export type UserFloor = { phase: 'silent' } | { phase: 'speaking'; sinceMs: number }

/** Pure: the floor and one piece of evidence give the floor after it and at most one decision. */
export type DecideTurn = (floor: UserFloor, evidence: Evidence, settings: TurnDetection) => { floor: UserFloor; decision: TurnDecision | null }
