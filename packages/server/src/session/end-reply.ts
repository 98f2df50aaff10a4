import type { Item, ItemId, ItemStatus, ReplyPlace, ReplyStatus, ServerCall } from '@sidetone/protocol'
import { estimateTokens } from '../lib/estimate-tokens.js'
import { appendItem, findItem, lastItemId, previousItemId, replaceItem } from './conversation.js'
import { startSummary } from './forgotten.js'
import { openLedger, partAsHeard, unheardMs } from './ledger.js'
import type { OfferedTool } from './offer-tools.js'
import { removeReply, snapshot } from './replies.js'
import { abortCalls, takeCall } from './server-calls.js'
import type { ActiveReply, OpenItem, ReplyWork, SessionState } from './state.js'
import { change, emit, mint, type Step } from './step.js'
import { useTokens } from './token-window.js'
import { outputAudioTokens, totalTokens } from './usage.js'

/** A message each costs more than it is worth below this length. */
const usualPieceMs = 200
/** What has left is heard, however soon speech is held. In small pieces nearly all of the lead bridges network jitter: at least 200 ms in a quiet room. */
export const holdableLeadMs = 220
const holdablePieceMs = 20
/**
 * The lead while there is a sound that may become a voice: speech that is suspected up to 300 ms after its onset, as 95 % is, is answered with silence within
 * 400 ms (`bench:interruptions-offline`). At least 80 ms of jitter are bridged.
 */
export const carefulLeadMs = 100

export function placeOf(work: ReplyWork, itemId: string): ReplyPlace {
  return { replyId: work.plan.replyId, itemId, outputIndex: work.output.length }
}

/** A new item of the reply begins: announced, and put at the end of the conversation unless the reply is out of band. Rule R4. */
export function openItem(step: Step, work: ReplyWork, kind: NewOutput): OpenItem {
  const itemId = mint(step, 'item')
  const item = emptyItem(itemId, kind)
  const place = placeOf(work, itemId)
  const conversation = work.plan.outOfBand ? null : { previousItemId: lastItemId(step.state.conversation) }
  if (conversation) change(step, { conversation: appendItem(step.state.conversation, item) })
  emit(step, { type: 'reply-item-started', place, item, conversation })
  if (kind.type !== 'message') return { ...kind, itemId, arguments: '' }
  const { modality, voice, speed, outputFormat } = work.plan
  emit(step, { type: 'reply-part-started', place, contentIndex: 0, modality })
  if (modality === 'audio') {
    change(step, { ledger: new Map(step.state.ledger).set(itemId, openLedger(itemId, work.plan.interruption)) })
    const settings = { voice, speed, format: outputFormat, ...lead(step.state) }
    step.effects.push({ do: 'start-speaking', replyId: work.plan.replyId, itemId, settings })
    // Nothing interrupts a translation, and its listener is behind already. Rule K3.
    if (step.state.kind.type === 'translation') step.effects.push({ do: 'release-speech', replyId: work.plan.replyId, itemId })
    const { user } = step.state
    if (!work.plan.outOfBand && user.phase === 'suspected' && user.held) step.effects.push({ do: 'hold-speech', replyId: work.plan.replyId })
  }
  return { type: 'message', itemId, text: '' }
}

type NewOutput = { type: 'message' } | { type: 'tool-call'; callId: string; name: string } | { type: 'server-call'; callId: string; tool: OfferedTool }

function emptyItem(id: ItemId, kind: NewOutput): Item {
  const begun = { id, status: 'in-progress' } as const
  switch (kind.type) {
    case 'message':
      return { type: 'assistant-message', ...begun, content: [] }
    case 'tool-call':
      return { type: 'tool-call', ...begun, callId: kind.callId, name: kind.name, arguments: '' }
    case 'server-call':
      return emptyCall(id, kind)
  }
}

function emptyCall(id: ItemId, { callId, tool }: { callId: string; tool: OfferedTool }): ServerCall {
  const { server, name } = tool
  const nothing = { approvalRequestId: null, output: null, failure: null }
  return { type: 'server-call', id, status: 'in-progress', server: server.label, callId, name, arguments: '', ...nothing }
}

/** How far audio runs ahead of the listener: little where it may be held for a suspicion, since what has left is heard. Rule I2. */
function lead({ abilities, settings }: SessionState): { leadMs: number; longestPieceMs: number } {
  if (settings.turnDetection?.kind !== 'semantic-vad') return { leadMs: abilities.leadMs, longestPieceMs: usualPieceMs }
  return { leadMs: Math.min(abilities.leadMs, holdableLeadMs), longestPieceMs: holdablePieceMs }
}

/** The open item ends: every part of it is closed, whatever the reason. The conversation keeps what was heard of it. Rules R5, L3. */
export function closeItem(step: Step, work: ReplyWork, open: OpenItem, status: ItemStatus): ReplyWork {
  const place = placeOf(work, open.itemId)
  const { modality, outOfBand } = work.plan
  if (open.type === 'server-call' && status === 'completed') {
    emit(step, { type: 'server-arguments-ended', place, arguments: open.arguments })
    const item = takeCall(step, work, open)
    // In the conversation it ends with its outcome.
    emit(step, { type: 'reply-item-ended', place, item, conversation: null })
    return { ...work, output: [...work.output, item] }
  }
  let item: Item
  if (open.type === 'message') {
    emit(step, { type: 'reply-part-ended', place, contentIndex: 0, modality, text: open.text })
    const content = modality === 'audio' ? ({ type: 'audio', transcript: open.text } as const) : ({ type: 'text', text: open.text } as const)
    item = { type: 'assistant-message', id: open.itemId, status, content: [content] }
  } else if (open.type === 'server-call') {
    emit(step, { type: 'server-arguments-ended', place, arguments: open.arguments })
    item = { ...emptyCall(open.itemId, open), status, arguments: open.arguments }
  } else {
    emit(step, { type: 'tool-arguments-ended', place, callId: open.callId, name: open.name, arguments: open.arguments })
    item = { type: 'tool-call', id: open.itemId, status, callId: open.callId, name: open.name, arguments: open.arguments }
  }
  const conversation = outOfBand ? null : { previousItemId: previousItemId(step.state.conversation, item.id) }
  emit(step, { type: 'reply-item-ended', place, item, conversation })
  if (!outOfBand) change(step, { conversation: replaceItem(step.state.conversation, asHeard(step, item)) })
  return { ...work, output: [...work.output, item] }
}

function asHeard(step: Step, item: Item): Item {
  const played = step.state.ledger.get(item.id)
  if (item.type !== 'assistant-message' || !played?.cut) return item
  return { ...item, content: [partAsHeard(played)] }
}

/** Closes what is open and ends the reply; nothing of it happens afterwards. Exactly one end per start. Rule R6. */
export function endReply(step: Step, reply: ActiveReply, status: ReplyStatus, nowMs: number): void {
  let work = reply.work
  if (reply.phase !== 'awaiting-transcript' && reply.open) {
    cutAtSent(step, reply.open.itemId, reasonOfCut(work, status))
    work = closeItem(step, work, reply.open, status.phase === 'completed' ? 'completed' : 'incomplete')
  }
  if (status.phase === 'cancelled' || status.phase === 'failed') abortCalls(step, work.plan.replyId)
  work = { ...work, output: work.output.map((item) => (item.type === 'server-call' ? (findItem(step.state.conversation, item.id) ?? item) : item)) }
  const usage = finalUsage(step, work)
  const reported =
    status.phase === 'failed' && work.output.length === 0
      ? { ...work.usage, inputTextTokens: 0, inputAudioTokens: 0, inputImageTokens: 0, cachedTextTokens: 0 }
      : usage
  removeReply(step, reply)
  if (status.phase !== 'completed') step.effects.push({ do: 'stop-reply', replyId: work.plan.replyId })
  emit(step, { type: 'reply-ended', reply: snapshot(work, status, reported) })
  emit(step, { type: 'limits-updated', tokens: useTokens(step, totalTokens(reported), nowMs) })
  forgetPlayed(step, work)
  if (work.plan.outOfBand) return
  armNudge(step, nowMs)
  startSummary(step)
}

function reasonOfCut(work: ReplyWork, status: ReplyStatus): 'failure' | 'estimate' | 'sentence' {
  if (status.phase === 'failed') return 'failure'
  return work.endsWith === 'sentence' && status.phase === 'cancelled' && status.because === 'turn-detected' ? 'sentence' : 'estimate'
}

/** Speech that has not left when its reply ends will never be heard; what left counts as heard until the client says otherwise. Rules L3, R7. */
function cutAtSent(step: Step, itemId: ItemId, by: 'failure' | 'estimate' | 'sentence'): void {
  const played = step.state.ledger.get(itemId)
  if (played && !played.cut) change(step, { ledger: new Map(step.state.ledger).set(itemId, { ...played, cut: { atMs: played.sentMs, by } }) })
}

/** The ledger keeps nothing of items that are not in the conversation. Rule R8. */
function forgetPlayed(step: Step, work: ReplyWork): void {
  const ledger = new Map(step.state.ledger)
  for (const item of work.output) if (!findItem(step.state.conversation, item.id)) ledger.delete(item.id)
  change(step, { ledger })
}

function finalUsage(step: Step, work: ReplyWork): ReplyWork['usage'] {
  let { outputTextTokens } = work.usage
  let outputAudioTokensCount = 0
  const counted = outputTextTokens > 0
  for (const item of work.output) {
    const played = step.state.ledger.get(item.id)
    if (played) outputAudioTokensCount += outputAudioTokens(played.sentMs)
    if (counted) continue
    if (item.type === 'tool-call' || item.type === 'server-call') outputTextTokens += estimateTokens(item.name + item.arguments)
    else if (item.type === 'assistant-message')
      for (const part of item.content) outputTextTokens += estimateTokens(part.type === 'audio' ? part.transcript : part.text)
  }
  return { ...work.usage, outputTextTokens, outputAudioTokens: outputAudioTokensCount }
}

/** Silence begins: after a reply it is measured from the end of its audio. Rule U7. */
export function armNudge(step: Step, nowMs: number): void {
  const { settings, nudge, user, ledger } = step.state
  const { turnDetection } = settings
  if (turnDetection?.kind !== 'server-vad' || turnDetection.idleTimeoutMs === null || nudge === 'spent' || user.phase === 'speaking') return
  let playingMs = 0
  for (const played of ledger.values()) playingMs = Math.max(playingMs, unheardMs(played, nowMs))
  step.effects.push({ do: 'arm-timer', timer: 'idle', delayMs: turnDetection.idleTimeoutMs + playingMs })
}
