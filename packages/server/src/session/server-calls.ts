import { type CallFailure, type Item, type ItemId, type Json, limits, type ReplyId, type ServerCall } from '@sidetone/protocol'
import { appendItem, lastItemId, previousItemId, replaceItem } from './conversation.js'
import type { OpenItem, ReplyWork, SessionState } from './state.js'
import { change, emit, mint, type Step } from './step.js'

/** A call whose arguments are written and that has no outcome yet. It goes on when its reply has ended. Rule M4. */
export interface PendingCall {
  readonly item: ServerCall
  readonly tool: (OpenItem & { type: 'server-call' })['tool']
  readonly replyId: ReplyId
  readonly outputIndex: number
  readonly phase: 'awaiting-approval' | 'running'
}

/** The arguments are complete: the call begins, or the client is asked first. Rules M4, M5. */
export function takeCall(step: Step, work: ReplyWork, open: OpenItem & { type: 'server-call' }): ServerCall {
  const { tool, itemId, callId } = open
  const approvalRequestId = tool.needsApproval ? mint(step, 'item') : null
  const what = { server: tool.server.label, name: tool.name, arguments: open.arguments }
  const item: ServerCall = { type: 'server-call', id: itemId, status: 'in-progress', callId, ...what, approvalRequestId, output: null, failure: null }
  change(step, { conversation: replaceItem(step.state.conversation, item) })
  const place = { replyId: work.plan.replyId, outputIndex: work.output.length }
  const full = step.state.serverCalls.size >= limits.serverCalls
  setCall(step, { item, tool, ...place, phase: 'awaiting-approval' })
  if (full) endCall(step, itemId, { failure: { kind: 'execution', message: `At most ${limits.serverCalls} calls wait or run at a time.` } })
  else if (approvalRequestId === null) startCall(step, itemId)
  else {
    const request: Item = { type: 'approval-request', id: approvalRequestId, ...what }
    const previous = lastItemId(step.state.conversation)
    change(step, { conversation: appendItem(step.state.conversation, request) })
    emit(step, { type: 'item-added', item: request, previousItemId: previous })
    emit(step, { type: 'item-ended', item: request, previousItemId: previous })
  }
  return item
}

function startCall(step: Step, itemId: ItemId): void {
  const call = step.state.serverCalls.get(itemId)
  if (!call) return
  setCall(step, { ...call, phase: 'running' })
  emit(step, { type: 'server-call-started', itemId, outputIndex: call.outputIndex })
  const values = readArguments(call.item.arguments)
  if (values === null) {
    // JSON-RPC 2.0, 5.1: invalid params.
    const failure: CallFailure = { kind: 'protocol', code: -32_602, message: 'The arguments are no JSON object, or too long.' }
    return endCall(step, itemId, { failure })
  }
  step.effects.push({ do: 'call-server-tool', itemId, server: call.tool.server, name: call.tool.name, values })
}

function readArguments(text: string): { readonly [name: string]: Json } | null {
  if (text.length > limits.serverArgumentsCharacters) return null
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: Json }) : null
  } catch {
    return null
  }
}

/** What became of a call. One that has ended, or never was, changes nothing. Rule M4. */
export function endCall(step: Step, itemId: ItemId, outcome: { output: string } | { failure: CallFailure }): void {
  const call = step.state.serverCalls.get(itemId)
  if (!call) return
  const serverCalls = new Map(step.state.serverCalls)
  serverCalls.delete(itemId)
  const { outputIndex } = call
  const item: ServerCall = { ...call.item, status: 'output' in outcome ? 'completed' : 'incomplete', ...outcome }
  change(step, { serverCalls, conversation: replaceItem(step.state.conversation, item) })
  if ('output' in outcome) emit(step, { type: 'server-call-ended', itemId, outputIndex })
  else emit(step, { type: 'server-call-failed', itemId, outputIndex, failure: outcome.failure })
  emit(step, { type: 'item-ended', item, previousItemId: previousItemId(step.state.conversation, itemId) })
}

/** The calls of a reply that is cut off come to nothing. Rule M6. */
export function abortCalls(step: Step, replyId: ReplyId): void {
  for (const [itemId, call] of step.state.serverCalls) {
    if (call.replyId === replyId) stopCall(step, itemId, 'The call was cancelled.')
  }
}

/** A call that is deleted, or whose question is, comes to nothing. Rule M6. */
export function forgetCall(step: Step, deletedId: ItemId): void {
  for (const [itemId, { item, phase }] of step.state.serverCalls) {
    const questionGone = phase === 'awaiting-approval' && item.approvalRequestId === deletedId
    if (itemId === deletedId || questionGone) stopCall(step, itemId, 'The call was deleted.')
  }
}

function stopCall(step: Step, itemId: ItemId, message: string): void {
  step.effects.push({ do: 'stop-server-work', itemId })
  endCall(step, itemId, { failure: { kind: 'execution', message } })
}

/** The call that waits for an answer to this request. */
export function callAwaiting(state: SessionState, approvalRequestId: ItemId): ItemId | null {
  for (const [itemId, { item, phase }] of state.serverCalls) {
    if (phase === 'awaiting-approval' && item.approvalRequestId === approvalRequestId) return itemId
  }
  return null
}

/** The client's answer. Rule M5. */
export function answerApproval(step: Step, itemId: ItemId, approve: boolean, reason: string | null): void {
  if (approve) return startCall(step, itemId)
  const message = reason === null || reason.trim() === '' ? 'The call was not approved.' : `The call was not approved: ${reason}`
  endCall(step, itemId, { failure: { kind: 'execution', message } })
}

export function aCallRuns(state: SessionState): boolean {
  return [...state.serverCalls.values()].some((call) => call.phase === 'running')
}

function setCall(step: Step, call: PendingCall): void {
  change(step, { serverCalls: new Map(step.state.serverCalls).set(call.item.id, call) })
}
