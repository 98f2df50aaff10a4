import type { Clock } from '../lib/clock.js'
import type { HeardWords, Listener, VoiceActivity } from '../listening/contract.js'
import type { SpeakingSettings } from '../speaking/contract.js'
import type { ThinkingRequest } from '../thinking/contract.js'
import {
  type DecideTurn,
  type InterruptionEvidence,
  type InterruptionVerdict,
  type JudgeInterruption,
  type TurnDecision,
  type UserFloor,
  untouchedFloor,
} from '../turns/contract.js'
import type { Input } from './contract.js'
import { foreseeReply } from './foresee-reply.js'
import { InterruptionWatch, toldEvidence } from './interruption-watch.js'
import type { SessionState } from './state.js'

/** Begins a reply in secret: `think` and `speak` hand over what was begun when they are asked for the same. Thrown away when the signal aborts. */
export type Rehearse = (request: ThinkingRequest, speaking: SpeakingSettings, signal: AbortSignal) => void

export interface TurnTakingParts {
  readonly listener: Listener
  readonly clock: Clock
  readonly decideTurn: DecideTurn
  readonly judgeInterruption: JudgeInterruption
  readonly rehearse: Rehearse | undefined
  readonly state: () => SessionState
  readonly feed: (input: Input) => void
}

/** A reply begun in secret, for the words that it answers. */
interface Rehearsal {
  readonly words: HeardWords
  readonly controller: AbortController
}

/** Turns that are expected to go on are not worth a reply in secret. */
export const mostQuietToRehearseMs = 600

/** Brings what is heard before those who decide on turns and interruptions, frame by frame, and tells the session what they decided. */
export class TurnTaking {
  readonly #parts: TurnTakingParts
  readonly #watch: InterruptionWatch
  #floor: UserFloor = untouchedFloor
  #activity: VoiceActivity | null = null
  #words: HeardWords | null = null
  #rehearsal: Rehearsal | null = null
  /** Audio before this place belongs to an earlier turn. */
  #committedMs = 0
  /** Voice before this place was decided to be no turn. */
  #floorFromMs = 0

  constructor(parts: TurnTakingParts) {
    this.#parts = parts
    this.#watch = new InterruptionWatch({
      listener: parts.listener,
      judge: parts.judgeInterruption,
      onVerdict: (verdict, evidence) => this.#onVerdict(verdict, evidence),
    })
  }

  /** How much audio was heard by now. */
  get audioMs(): number {
    return this.#activity?.audioMs ?? 0
  }

  hear(activity: VoiceActivity): void {
    this.#activity = activity
    this.#decideTurn(activity)
  }

  /** Words come between frames: the evidence has changed, so the decision is asked for again. */
  hearWords(words: HeardWords): void {
    this.#words = words
    if (this.#activity) this.#decideTurn(this.#activity)
  }

  /** Audio before `endMs` belongs to no turn that is to come. */
  committed(endMs: number): void {
    this.#committedMs = Math.max(this.#committedMs, endMs)
  }

  /** What was heard so far is forgotten. */
  cleared(): void {
    this.#committedMs = this.audioMs
  }

  /** The user's floor starts anew: silent. With `keepAudio` what was said can still belong to what is said next. */
  reset(keepAudio: boolean): void {
    this.#floor = { ...this.#floor, phase: 'silent' }
    this.#floorFromMs = this.audioMs
    if (!keepAudio) this.#committedMs = this.audioMs
  }

  /** Nothing is suspected any more. Idempotent. */
  unsuspect(): void {
    this.#watch.stop()
  }

  /** Idempotent. */
  close(): void {
    this.#endRehearsal('The session has ended.')
  }

  #decideTurn(activity: VoiceActivity): void {
    const { turnDetection } = this.#parts.state().settings
    if (turnDetection === null) return
    // Voice that began in a turn that was committed meanwhile starts the next turn where that one ended.
    const voiceStartMs = activity.voiceStartMs === null ? null : Math.max(activity.voiceStartMs, this.#committedMs, this.#floorFromMs)
    const heard = this.#wordsBeforeQuiet(activity)
    const evidence = { ...activity, voiceStartMs, words: heard?.text ?? null, prosody: heard?.prosody ?? null }
    const { floor, decision, neededQuietMs } = this.#parts.decideTurn(this.#floor, evidence, turnDetection)
    const before = this.#floor
    // Speech over a reply is judged before it can be a turn; the decision is asked for again with the next frame.
    const suspected = this.#parts.state().user.phase === 'suspected'
    const decided = suspected && decision?.type === 'user-finished' ? null : decision
    if (decided === decision) this.#floor = floor
    if (heard === null && activity.quietMs !== null && !activity.voice) this.#endRehearsal('The user went on.')
    if (turnDetection.kind === 'semantic-vad' && !suspected && heard?.whole && neededQuietMs !== null && neededQuietMs <= mostQuietToRehearseMs)
      this.#rehearse(heard)
    if (decided) this.#follow(decided, before, activity)
    const { user, settings } = this.#parts.state()
    if (user.phase === 'suspected' && this.#floor.phase === 'speaking') {
      this.#watch.observe(activity, { sinceMs: this.#floor.sinceMs, replyMs: user.replyMs }, settings.transcription?.language ?? null)
    }
  }

  #follow(decision: TurnDecision, before: UserFloor, activity: VoiceActivity): void {
    const { feed, state } = this.#parts
    if (decision.type === 'user-started') this.#endRehearsal('The user began to speak.')
    else if (before.phase === 'speaking' && state().user.phase === 'speaking') this.#watch.learnLevel(before.sinceMs)
    const { type, reason, words = null } = decision
    feed({ type: 'turn-decided', decision: type, reason, evidence: decision.evidence ?? {}, words, audioMs: activity.audioMs })
    if (decision.type === 'user-started') feed({ ...decision, audioStartMs: Math.max(decision.audioStartMs, this.#committedMs) })
    else feed(decision)
  }

  #onVerdict(verdict: InterruptionVerdict, weighed: InterruptionEvidence): void {
    const { feed, state } = this.#parts
    const { user } = state()
    // Only what changes something is an input.
    if (user.phase !== 'suspected' || (verdict.type === 'wait' && (!user.held || verdict.reply === 'held'))) return
    if (verdict.type !== 'wait') {
      const words = weighed.looks.at(-1)?.text ?? null
      const evidence = toldEvidence(weighed)
      const decision = verdict.type === 'yield' ? 'interruption' : 'no-interruption'
      feed({ type: 'turn-decided', decision, reason: verdict.reason, evidence, words, audioMs: this.audioMs })
    }
    feed({ type: 'speech-judged', verdict })
  }

  /** Nothing of it is visible until the decision falls; then the same request takes over what was begun. */
  #rehearse(words: HeardWords): void {
    const { rehearse, state, clock } = this.#parts
    if (this.#rehearsal?.words === words || !rehearse || words.text.trim() === '') return
    this.#endRehearsal('There are other words.')
    const reply = foreseeReply(state(), words.text.trim(), this.audioMs, clock.nowMs())
    const controller = new AbortController()
    this.#rehearsal = { words, controller }
    if (reply) rehearse(reply.request, reply.speaking, controller.signal)
  }

  #endRehearsal(reason: string): void {
    this.#rehearsal?.controller.abort(new Error(reason))
    this.#rehearsal = null
  }

  /** Words that cover all voice before the present quiet; they say nothing of a turn that was committed since. */
  #wordsBeforeQuiet({ audioMs, quietMs }: VoiceActivity): HeardWords | null {
    if (this.#words === null || quietMs === null || this.#words.toMs <= this.#committedMs) return null
    return audioMs - quietMs <= this.#words.toMs ? this.#words : null
  }
}
