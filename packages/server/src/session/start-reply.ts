import { type ErrorCode, errorSentence, type Item, type ReplyId, type ReplyOptions } from '@sidetone/protocol'
import { findItem, itemOfClient } from './conversation.js'
import { endReply } from './end-reply.js'
import { contextOf, stopSummary } from './forgotten.js'
import { offerTools } from './offer-tools.js'
import { fillPrompt } from './prompt-template.js'
import { allActiveReplies, isActive, setReply, snapshot } from './replies.js'
import { mayInterrupt } from './session-kinds.js'
import { type ActiveReply, noUsage, type ReplyPlan, type ReplyWork, type SessionState } from './state.js'
import { change, emit, fail, mint, type Step } from './step.js'
import { tokensLeft } from './token-window.js'
import { inputUsage } from './usage.js'

/** A reply without any progress for this long has failed. Providers have shorter limits of their own. */
export const replyStallMs = 60_000

/** Settings of the session with the options of this reply over them; null when an option cannot be met (the client has been told). */
export function planReply(step: Step, options: ReplyOptions, commandId: string | undefined): ReplyPlan | null {
  const { settings, abilities, conversation, sound } = step.state
  const outOfBand = options.conversation === 'none'
  const refuse = (code: ErrorCode, detail: Record<string, string | number>): null => {
    fail(step, code, { ...detail, of: 'reply' }, commandId)
    return null
  }
  if (!abilities.seesImages && options.input?.some((item) => item.type === 'user-message' && item.content.some((part) => part.type === 'image'))) {
    return refuse('image-not-supported', {})
  }
  const prompt = options.prompt ? fillPrompt(abilities.prompts, options.prompt) : null
  if (prompt && !prompt.ok) return refuse(prompt.code, prompt.detail)
  const voice = options.voice ?? settings.voice
  if (!abilities.voices.includes(voice)) return refuse('unknown-voice', { voice, voices: abilities.voices.join(', ') })
  if (!outOfBand && voice !== settings.voice && hasSpoken(step.state)) return refuse('voice-frozen', {})
  let context: Item[] | null = null
  if (options.input) {
    context = []
    for (const input of options.input) {
      if (input.type !== 'item-reference') context.push(itemOfClient(input, input.id ?? mint(step, 'item')))
      else {
        const item = findItem(conversation, input.id)
        if (!item) return refuse('item-not-found', { itemId: input.id, action: 'reference' })
        context.push(item)
      }
    }
  }
  return {
    replyId: mint(step, 'resp'),
    outOfBand,
    // On a call there is one voice: replies beside the conversation are written. Rule P6.
    modality: outOfBand && sound === 'beside' ? 'text' : (options.modality ?? settings.modality),
    maxOutputTokens: options.maxOutputTokens ?? settings.maxOutputTokens,
    voice,
    speed: settings.speed,
    outputFormat: sound === 'beside' ? settings.outputFormat : (options.outputFormat ?? settings.outputFormat),
    metadata: options.metadata ?? null,
    interruption: options.interruption ?? 'allow',
    instructions: options.instructions ?? prompt?.instructions ?? settings.instructions,
    tools: options.tools ?? settings.tools,
    toolServers: options.toolServers ?? settings.toolServers,
    toolChoice: options.toolChoice ?? settings.toolChoice,
    reasoningEffort: (options.reasoningEffort === undefined ? settings.reasoningEffort : options.reasoningEffort) ?? null,
    parallelToolCalls: options.parallelToolCalls ?? settings.parallelToolCalls ?? null,
    context,
  }
}

/** The voice is fixed while the conversation holds audio of it. Rule S5. */
export function hasSpoken(state: SessionState): boolean {
  for (const played of state.ledger.values()) if (played.sentMs > 0 && findItem(state.conversation, played.itemId)) return true
  return false
}

/** Announces the reply and starts it, or lets it wait for words that are still being recognised. Rules R1, R2, R10. */
export function startReply(step: Step, plan: ReplyPlan, nowMs: number): void {
  const work: ReplyWork = { plan, output: [], usage: noUsage, lastProgressAtMs: nowMs, endsWith: 'text', serverTools: new Map() }
  const reply: ActiveReply = { phase: 'awaiting-transcript', work }
  // The watch keeps to the oldest: a later reply does not put it off.
  if (allActiveReplies(step.state).length === 0) step.effects.push({ do: 'arm-timer', timer: 'reply-watch', delayMs: replyStallMs })
  setReply(step, reply)
  markAnswered(step, plan)
  const tokens = tokensLeft(step.state, nowMs)
  emit(step, { type: 'reply-started', reply: snapshot(work, { phase: 'in-progress' }, null), tokens })
  if (tokens.remaining <= 0) {
    endReply(step, reply, { phase: 'failed', code: 'rate-limited', message: 'The token limit of this session is used up for now.' }, nowMs)
    return
  }
  if (!waitsForWords(step.state, plan)) startThinking(step, plan.replyId, work, nowMs)
}

/** Replies that waited for words start now. */
export function startWaitingReplies(step: Step, nowMs: number): void {
  const { reply, sideReplies } = step.state
  for (const each of [reply, ...sideReplies.values()]) {
    if (each.phase === 'awaiting-transcript' && !waitsForWords(step.state, each.work.plan)) startThinking(step, each.work.plan.replyId, each.work, nowMs)
  }
}

function waitsForWords(state: SessionState, plan: ReplyPlan): boolean {
  if (plan.context === null) return state.pendingTranscripts.size > 0
  return plan.context.some((item) => state.pendingTranscripts.has(item.id))
}

function startThinking(step: Step, replyId: ReplyId, work: ReplyWork, nowMs: number): void {
  const { plan } = work
  // It sees what was said while it waited.
  markAnswered(step, plan)
  // A reference was resolved when the reply was asked for; its words may have come since.
  const items = plan.context?.map((item) => findItem(step.state.conversation, item.id) ?? item) ?? step.state.conversation
  const fitted = contextOf(step, plan, items)
  if (!fitted.fits) {
    const message = errorSentence('context-too-long')
    return endReply(step, { phase: 'awaiting-transcript', work }, { phase: 'failed', code: 'context-too-long', message }, nowMs)
  }
  if (!plan.outOfBand) stopSummary(step)
  const summary = plan.context === null ? step.state.forgotten.summary : null
  const usage = { ...work.usage, ...inputUsage(plan.instructions + (summary ?? ''), fitted.items) }
  const { tools, toolChoice, serverTools } = offerTools(plan, step.state.toolServers)
  setReply(step, { phase: 'generating', work: { ...work, usage, serverTools }, open: null })
  const { instructions, maxOutputTokens, modality, reasoningEffort, parallelToolCalls } = plan
  step.effects.push({
    do: 'start-thinking',
    replyId,
    request: {
      instructions,
      items: fitted.items,
      tools,
      toolChoice,
      maxOutputTokens,
      // The wording of a translation is the speaker's, however it is told.
      modality: step.state.kind.type === 'translation' ? 'text' : modality,
      ...(summary !== null && { summary }),
      ...(reasoningEffort !== null && { reasoningEffort }),
      ...(parallelToolCalls !== null && { parallelToolCalls }),
    },
  })
}

/** A reply that sees the whole conversation answers every turn in it. */
function markAnswered(step: Step, plan: ReplyPlan): void {
  if (!plan.outOfBand && plan.context === null) change(step, { unanswered: new Set() })
}

/**
 * Turns without an answer get theirs, one for all, as soon as the conversation has no reply, their words are there and the user does not go on.
 * Rules R1, U6.
 */
export function answerTurns(step: Step, nowMs: number): void {
  const { reply, unanswered, pendingTranscripts } = step.state
  if (isActive(reply)) return
  if (unanswered.size === 0) {
    if (reply.phase === 'awaiting-words') change(step, { reply: { phase: 'none' } })
    return
  }
  if (userHoldsFloor(step.state) || [...unanswered].some((itemId) => pendingTranscripts.has(itemId))) {
    if (reply.phase === 'none') change(step, { reply: { phase: 'awaiting-words' } })
    return
  }
  change(step, { reply: { phase: 'none' }, unanswered: new Set() })
  const plan = planReply(step, {}, undefined)
  if (plan) startReply(step, plan, nowMs)
}

/** The user speaks, and must not be spoken over; what he said over a reply comes first as well. */
export function userHoldsFloor({ kind, user, settings }: SessionState): boolean {
  return user.phase === 'kept' || (user.phase === 'speaking' && mayInterrupt(kind, settings.turnDetection))
}
