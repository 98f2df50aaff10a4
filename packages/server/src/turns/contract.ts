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

/** What was recognised of speech over a reply while it was undecided whether it takes the floor. */
export interface Look {
  readonly text: string
  /** How much of the voice it covers. */
  readonly voiceMs: number
  /** The voice was over: it covers all of it. */
  readonly whole: boolean
}

/** What is known of speech that began over a reply. */
export interface InterruptionEvidence {
  readonly voice: boolean
  /** How long the voice has lasted; when it is over, how long it lasted. */
  readonly voiceMs: number
  /** How long it has been over; 0 while it is on. */
  readonly quietMs: number
  /** How loud it is, and how loud the user usually speaks in this session; null while that is not known. */
  readonly levelDbfs: number
  readonly usualLevelDbfs: number | null
  /** Oldest first. */
  readonly looks: readonly Look[]
}

/** `wait`: the reply is `held`, or goes on `playing` while the speech is still watched. */
export type InterruptionVerdict =
  | { type: 'wait'; reply: 'held' | 'playing' }
  | { type: 'yield'; reason: string }
  | { type: 'go-on'; because: 'too-short' | 'noise' | 'backchannel'; reason: string }

/** Pure: evidence to verdict. `language` is a BCP-47 tag, null when unknown. */
export type JudgeInterruption = (evidence: InterruptionEvidence, language: string | null) => InterruptionVerdict
