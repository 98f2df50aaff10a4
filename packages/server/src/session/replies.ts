import type { ReplyId, ReplySnapshot, ReplyStatus, Usage } from '@sidetone/protocol'
import type { ActiveReply, Reply, ReplyWork, SessionState } from './state.js'
import { change, type Step } from './step.js'

/** The running reply with this id, in the conversation or out of band; undefined when it is not (or no longer) running. */
export function activeReply(state: SessionState, replyId: ReplyId): ActiveReply | undefined {
  const reply = state.reply
  if (isActive(reply) && reply.work.plan.replyId === replyId) return reply
  return state.sideReplies.get(replyId)
}

export function isActive(reply: Reply): reply is ActiveReply {
  return reply.phase !== 'none' && reply.phase !== 'awaiting-words'
}

export function allActiveReplies(state: SessionState): ActiveReply[] {
  return [...(isActive(state.reply) ? [state.reply] : []), ...state.sideReplies.values()]
}

/** Puts a running reply where it belongs: in the conversation's place, or beside it. */
export function setReply(step: Step, reply: ActiveReply): void {
  const plan = reply.work.plan
  if (!plan.outOfBand) change(step, { reply })
  else change(step, { sideReplies: new Map(step.state.sideReplies).set(plan.replyId, reply) })
}

export function removeReply(step: Step, reply: ActiveReply): void {
  const plan = reply.work.plan
  if (!plan.outOfBand) change(step, { reply: { phase: 'none' } })
  else {
    const sideReplies = new Map(step.state.sideReplies)
    sideReplies.delete(plan.replyId)
    change(step, { sideReplies })
  }
}

export function snapshot(work: ReplyWork, status: ReplyStatus, usage: Usage | null): ReplySnapshot {
  const { replyId, outOfBand, modality, maxOutputTokens, voice, outputFormat, metadata } = work.plan
  return { id: replyId, status, output: work.output, outOfBand, modality, maxOutputTokens, voice, outputFormat, metadata, usage }
}
