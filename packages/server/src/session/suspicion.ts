import type { InterruptionPolicy } from '@sidetone/protocol'
import type { InterruptionVerdict, TurnDecision } from '../turns/contract.js'
import { findItem } from './conversation.js'
import { type PlayedAudio, unheardMs } from './ledger.js'
import { beginSpeech, endSpeech, onTurn } from './on-turn.js'
import { isActive } from './replies.js'
import { mayInterrupt } from './session-kinds.js'
import type { SessionState, User } from './state.js'
import { change, emit, type Step } from './step.js'

/** A held reply goes on after this much time even when the client sends no more audio to judge by. Rule N6. */
export const mostHeldMs = 700

/** A backchannel is forgotten when nothing has followed it for so long. Rule I4. */
export const passedSpeechMs = 1_000
/** Voice of which nothing is decided yet may have begun so long ago. */
const undecidedMs = 300

type Suspected = User & { phase: 'suspected' }

/** A spoken reply is on, or what left of one is still to be heard. Out-of-band replies are not the user's to interrupt. */
function isReplyAudible(state: SessionState, nowMs: number): boolean {
  const { reply } = state
  return (isActive(reply) && reply.work.plan.modality === 'audio') || unheard(state, nowMs).length > 0
}

/** Speech over a reply is not yet an interruption where the turn engine decides. Rule I1. */
function mustBeSuspected(state: SessionState, nowMs: number): boolean {
  const { turnDetection } = state.settings
  return turnDetection?.kind === 'semantic-vad' && mayInterrupt(state.kind, turnDetection) && isReplyAudible(state, nowMs)
}

/** For how long the reply has been audible, in ms. */
function audibleMs({ ledger }: SessionState, nowMs: number): number {
  return Math.max(0, nowMs - ([...ledger.values()].at(-1)?.firstSentAtMs ?? nowMs))
}

/** Nothing is told yet; a reply that may be interrupted stands still. Rules I1, I2. */
function suspect(step: Step, audioStartMs: number, nowMs: number): void {
  const { reply } = step.state
  const held = policyOf(step.state, nowMs) === 'allow'
  change(step, { user: { phase: 'suspected', audioStartMs, held, replyMs: audibleMs(step.state, nowMs) } })
  if (!held) return
  step.effects.push({ do: 'arm-timer', timer: 'suspicion', delayMs: mostHeldMs })
  if (isActive(reply)) step.effects.push({ do: 'hold-speech', replyId: reply.work.plan.replyId })
}

/** The user's floor changes hands: plainly, or over a reply that is not simply given up. Rules I1, I3, I5. */
export function onFloor(step: Step, decided: TurnDecision, nowMs: number): void {
  const { settings } = step.state
  if (settings.turnDetection === null) return
  const decision = withPassed(step, decided)
  const { user } = step.state
  if (decision.type === 'user-started') {
    if (user.phase === 'kept') change(step, { user: { ...user, audioEndMs: null } })
    else if (user.phase === 'silent' && mustBeSuspected(step.state, nowMs)) suspect(step, decision.audioStartMs, nowMs)
    else if (user.phase !== 'suspected') onTurn(step, decision, nowMs)
    return
  }
  // It is over without a verdict: someone may have said something.
  if (user.phase === 'suspected') confirm(step, nowMs)
  if (step.state.user.phase === 'kept') change(step, { user: { ...step.state.user, audioEndMs: decision.audioEndMs } })
  else onTurn(step, decision, nowMs)
}

export function onVerdict(step: Step, verdict: InterruptionVerdict, nowMs: number): void {
  const { user } = step.state
  if (user.phase !== 'suspected') return
  switch (verdict.type) {
    case 'wait':
      if (user.held && verdict.reply === 'playing') letPlay(step)
      return
    case 'go-on':
      return dismiss(step, user, verdict)
    case 'yield':
      return confirm(step, nowMs)
  }
}

/** It was no interruption: the reply goes on. Of a noise nothing is kept, and of a backchannel nothing unless speech follows at once. Rule I4. */
function dismiss(step: Step, user: Suspected, { because, reason }: InterruptionVerdict & { type: 'go-on' }): void {
  letPlay(step)
  change(step, { user: { phase: 'silent' } })
  if (because === 'backchannel') {
    change(step, { passedStartMs: user.audioStartMs })
    step.effects.push({ do: 'reset-turn', keepAudio: true }, { do: 'arm-timer', timer: 'passed-speech', delayMs: passedSpeechMs })
  } else step.effects.push({ do: 'clear-audio' }, { do: 'reset-turn' })
  emit(step, { type: 'speech-dismissed', audioStartMs: user.audioStartMs, because, reason })
}

/** Speech that follows a backchannel at once begins with it. */
function withPassed(step: Step, decision: TurnDecision): TurnDecision {
  const { passedStartMs } = step.state
  if (passedStartMs === null || decision.type !== 'user-started') return decision
  forgetPassed(step)
  return { ...decision, audioStartMs: Math.min(passedStartMs, decision.audioStartMs) }
}

function forgetPassed(step: Step): void {
  change(step, { passedStartMs: null })
  step.effects.push({ do: 'cancel-timer', timer: 'passed-speech' })
}

/** Nothing followed the backchannel: its audio belongs to nothing. */
export function dropPassed(step: Step, audioMs: number): void {
  if (step.state.passedStartMs === null) return
  change(step, { passedStartMs: null })
  step.effects.push({ do: 'drop-audio', endMs: Math.max(0, audioMs - undecidedMs) })
}

/** It is an interruption, or there is nothing left to interrupt: the reply's policy says what becomes of it. Rules I3, I5, I6. */
function confirm(step: Step, nowMs: number): void {
  const { user, reply } = step.state
  if (user.phase !== 'suspected') return
  const policy = policyOf(step.state, nowMs)
  letPlay(step)
  if (policy === 'allow' || !isReplyAudible(step.state, nowMs)) return beginSpeech(step, user.audioStartMs, nowMs)
  change(step, { user: { phase: 'kept', audioStartMs: user.audioStartMs, audioEndMs: null } })
  step.effects.push({ do: 'keep-buffer', all: true })
  if (policy === 'finish-sentence' && isActive(reply)) change(step, { reply: { ...reply, work: { ...reply.work, endsWith: 'sentence' } } })
}

/** Speech that was kept becomes a turn when no reply is on and all that left of one was heard. Rule I5. */
export function releaseKept(step: Step, nowMs: number): void {
  const { user, reply } = step.state
  if (user.phase !== 'kept' || isActive(reply)) return
  const waitMs = Math.max(0, ...unheard(step.state, nowMs).map((played) => unheardMs(played, nowMs)))
  if (waitMs > 0) {
    step.effects.push({ do: 'arm-timer', timer: 'kept-speech', delayMs: waitMs })
    return
  }
  beginSpeech(step, user.audioStartMs, nowMs)
  if (user.audioEndMs !== null) endSpeech(step, user.audioEndMs, nowMs)
  step.effects.push({ do: 'keep-buffer', all: false })
}

/** The user's side starts anew: what was suspected, kept or passed is no more. */
export function forgetSuspicion(step: Step): void {
  letPlay(step)
  if (step.state.passedStartMs !== null) forgetPassed(step)
  const { phase } = step.state.user
  if (phase === 'kept') step.effects.push({ do: 'cancel-timer', timer: 'kept-speech' }, { do: 'keep-buffer', all: false })
}

/** A reply that was held goes on from the same word. */
export function letPlay(step: Step): void {
  const { user, reply } = step.state
  if (user.phase !== 'suspected' || !user.held) return
  change(step, { user: { ...user, held: false } })
  step.effects.push({ do: 'cancel-timer', timer: 'suspicion' })
  if (isActive(reply)) step.effects.push({ do: 'resume-speech', replyId: reply.work.plan.replyId })
}

/** Of the reply that is on, or else of what is still to be heard. Rule I5. */
function policyOf(state: SessionState, nowMs: number): InterruptionPolicy {
  if (isActive(state.reply)) return state.reply.work.plan.interruption
  return unheard(state, nowMs).find((played) => played.interruption !== 'allow')?.interruption ?? 'allow'
}

function unheard({ ledger, conversation }: SessionState, nowMs: number): PlayedAudio[] {
  return [...ledger.values()].filter((played) => unheardMs(played, nowMs) > 0 && findItem(conversation, played.itemId))
}
