import type { Item, ReplyId, ReplyOptions } from '@sidetone/protocol'
import { findItem } from './conversation.js'
import { endReply } from './end-reply.js'
import { setReply, snapshot } from './replies.js'
import { type ActiveReply, noUsage, type ReplyPlan, type ReplyWork, type SessionState } from './state.js'
import { change, emit, fail, mint, type Step } from './step.js'
import { tokensLeft } from './token-window.js'
import { inputUsage } from './usage.js'

/** What the assistant is told when a client never set instructions. */
export const defaultInstructions =
  'You are a helpful, friendly voice assistant. You are spoken with, not written to: answer briefly, in plain sentences, and ask back when something is unclear.'

/** A reply without any progress for this long has failed. Providers have shorter limits of their own. */
export const replyStallMs = 60_000

/** Settings of the session with the options of this reply over them; null when an option cannot be met (the client has been told). */
export function planReply(step: Step, options: ReplyOptions, commandId: string | undefined, replyId = mint(step, 'resp')): ReplyPlan | null {
  const { settings, abilities, conversation } = step.state
  const outOfBand = options.conversation === 'none'
  const voice = options.voice ?? settings.voice
  if (!abilities.voices.includes(voice)) {
    fail(step, 'unknown-voice', { voice, voices: abilities.voices.join(', ') }, commandId)
    return null
  }
  if (!outOfBand && voice !== settings.voice && hasSpoken(step.state)) {
    fail(step, 'voice-frozen', {}, commandId)
    return null
  }
  let context: Item[] | null = null
  if (options.input) {
    context = []
    for (const input of options.input) {
      if (input.type !== 'item-reference') context.push({ status: 'completed', ...input, id: input.id ?? mint(step, 'item') } as Item)
      else {
        const item = findItem(conversation, input.id)
        if (!item) {
          fail(step, 'item-not-found', { itemId: input.id, action: 'reference' }, commandId)
          return null
        }
        context.push(item)
      }
    }
  }
  return {
    replyId,
    outOfBand,
    modality: options.modality ?? settings.modality,
    maxOutputTokens: options.maxOutputTokens ?? settings.maxOutputTokens,
    voice,
    speed: settings.speed,
    outputFormat: options.outputFormat ?? settings.outputFormat,
    metadata: options.metadata ?? null,
    instructions: options.instructions ?? settings.instructions ?? defaultInstructions,
    tools: options.tools ?? settings.tools,
    toolChoice: options.toolChoice ?? settings.toolChoice,
    context,
  }
}

/** The voice is fixed from the first audio on. Rule S5. */
export function hasSpoken(state: SessionState): boolean {
  for (const played of state.ledger.values()) if (played.sentMs > 0) return true
  return false
}

/** Announces the reply and starts it, or lets it wait for words that are still being recognised. Rules R1, R2, R10. */
export function startReply(step: Step, plan: ReplyPlan, nowMs: number): void {
  const work: ReplyWork = { plan, output: [], usage: noUsage, lastProgressAtMs: nowMs }
  const reply: ActiveReply = { phase: 'awaiting-transcript', work }
  setReply(step, reply)
  emit(step, { type: 'reply-started', reply: snapshot(work, { phase: 'in-progress' }, null) })
  step.effects.push({ do: 'arm-timer', timer: 'reply-watch', delayMs: replyStallMs })
  if (tokensLeft(step.state, nowMs) <= 0) {
    endReply(step, reply, { phase: 'failed', code: 'rate-limited', message: 'The token limit of this session is used up for now.' }, nowMs)
    return
  }
  if (!waitsForWords(step.state, plan)) startThinking(step, plan.replyId, work)
}

/** Replies that waited for words start now. */
export function startWaitingReplies(step: Step): void {
  const { reply, sideReplies } = step.state
  for (const each of [reply, ...sideReplies.values()]) {
    if (each.phase === 'awaiting-transcript' && !waitsForWords(step.state, each.work.plan)) startThinking(step, each.work.plan.replyId, each.work)
  }
}

function waitsForWords(state: SessionState, plan: ReplyPlan): boolean {
  if (plan.context === null) return state.pendingTranscripts.size > 0
  return plan.context.some((item) => state.pendingTranscripts.has(item.id))
}

function startThinking(step: Step, replyId: ReplyId, work: ReplyWork): void {
  const { plan } = work
  // A reference was resolved when the reply was asked for; its words may have come since.
  const items = plan.context?.map((item) => findItem(step.state.conversation, item.id) ?? item) ?? step.state.conversation
  const usage = { ...work.usage, ...inputUsage(plan.instructions, items) }
  setReply(step, { phase: 'generating', work: { ...work, usage }, open: null })
  const { instructions, tools, toolChoice, maxOutputTokens, modality } = plan
  step.effects.push({ do: 'start-thinking', replyId, request: { instructions, items, tools, toolChoice, maxOutputTokens, modality } })
}

/** The user's words are being recognised; whether there is anything to answer is known when they are there. Rule R1. */
export function awaitWords(step: Step, itemId: string): void {
  const replyId = mint(step, 'resp')
  change(step, { reply: { phase: 'awaiting-words', replyId, itemId } })
}
