import type { DecisionEvidence, TurnDetection } from '@sidetone/protocol'
import type { TurnModelAnswer } from '../providers/turn-model/contract.js'

/** How the last of a voice sounded, relative to the same voice over the seconds before. */
export interface Prosody {
  /** Pitch of the last 80 ms that had one, in semitones from the median. */
  readonly finalPitchSemitones: number
  /** The loudest moment of the last 300 ms, in dB from the loud parts. */
  readonly finalLevelDb: number
}

/** What is known at one moment of listening. Times count from the session's first sample. */
export interface Evidence {
  readonly audioMs: number
  readonly voice: boolean
  readonly voiceStartMs: number | null
  readonly quietMs: number | null
  /** What was recognised of the turn up to the present quiet; null while that is not known. */
  readonly words: string | null
  /** Null while that is not known, and when nothing in it had a pitch. */
  readonly prosody: Prosody | null
  /** What a turn model says of the present quiet; absent without one, and while it was not asked. */
  readonly turnModel?: TurnModelAnswer
}

/** What a decision rests on. `words` are those that were weighed, the only place for them. */
export interface Grounds {
  readonly reason: string
  readonly evidence?: DecisionEvidence
  readonly words?: string
}

/** A decision always says why. */
export type TurnDecision = ({ type: 'user-started'; audioStartMs: number } & Grounds) | ({ type: 'user-finished'; audioEndMs: number } & Grounds)

/** The speaker's pauses in this session, as far as he went on after them. */
export interface Rhythm {
  /** The last of them, newest last, in ms. */
  readonly pausesMs: readonly number[]
  /** How many of them, counted from the newest, belong to the present turn. */
  readonly inTurn: number
  /** The quiet that lasts now, or the last one did; 0 when it has been counted. */
  readonly quietMs: number
}

/** Who has the floor, as far as the user's side goes, and at what rhythm he speaks. */
export type UserFloor = { phase: 'silent'; rhythm: Rhythm } | { phase: 'speaking'; sinceMs: number; rhythm: Rhythm }

/** The floor of a session in which nobody has spoken. */
export const untouchedFloor: UserFloor = { phase: 'silent', rhythm: { pausesMs: [], inTurn: 0, quietMs: 0 } }

/**
 * Pure: the floor and one piece of evidence give the floor after it and at most one decision. `neededQuietMs` says how much quiet would end the turn that
 * is on, by what is known; null when the user is silent.
 */
export type DecideTurn = (
  floor: UserFloor,
  evidence: Evidence,
  settings: TurnDetection,
) => { floor: UserFloor; decision: TurnDecision | null; neededQuietMs: number | null }

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
  /** It is on: by its loudness, which tells the end before the detector does. */
  readonly voice: boolean
  /** How long the voice has lasted; when it is over, how long it lasted. */
  readonly voiceMs: number
  /** How long it had lasted when it was first suspected: a soft onset is heard late. */
  readonly suspectedAfterMs: number
  /** How long it has been over; less than a stop consonant takes while it is on. */
  readonly quietMs: number
  /** The part of it that has a pitch, 0 to 1. */
  readonly voicedPart: number
  /** How long the reply had been audible when the speech began. */
  readonly replyMs: number
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
