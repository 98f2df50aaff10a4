import { type Command, type ItemId, limits, type SessionSettings } from '@sidetone/protocol'
import type { ListeningSettings } from '../listening/contract.js'
import { closeSession } from './close-session.js'
import { appendItem, charactersOf, findItem, insertItem, itemOfClient, lastItemId, removeItem } from './conversation.js'
import { endReply } from './end-reply.js'
import { truncatableMs } from './ledger.js'
import { forgetAwaitedTurn } from './on-settled-words.js'
import { commitTurn, cutAt, expectWords } from './on-turn.js'
import { cutPlayback, tellCuts } from './playback.js'
import { activeReply, allActiveReplies, isActive } from './replies.js'
import { answerApproval, callAwaiting, forgetCall } from './server-calls.js'
import { refuseOrder } from './session-kinds.js'
import { mergeSettings } from './settings.js'
import { hasSpoken, planReply, startReply } from './start-reply.js'
import type { SessionState } from './state.js'
import { change, emit, fail, mint, type Step } from './step.js'
import { forgetSuspicion } from './suspicion.js'
import { learnToolServers, resolveToolServers } from './tool-servers.js'

type Of<Type extends Command['type']> = Extract<Command, { type: Type }>

export function onCommand(step: Step, command: Exclude<Command, { type: 'append-audio' }>, bufferedMs: number, nowMs: number): void {
  const refusal = refuseOrder(step.state, command.type)
  if (refusal) return fail(step, 'not-in-this-session', refusal, command.commandId)
  if (mustWait(step.state, command)) {
    if (step.state.deferred.length >= limits.deferredCommands) return fail(step, 'too-many-orders', { limit: limits.deferredCommands }, command.commandId)
    change(step, { deferred: [...step.state.deferred, command] })
    return
  }
  carryOut(step, command, bufferedMs, nowMs)
}

export function carryOut(step: Step, command: Exclude<Command, { type: 'append-audio' }>, bufferedMs: number, nowMs: number): void {
  switch (command.type) {
    case 'update-settings':
      return updateSettings(step, command)
    case 'commit-turn':
      return commit(step, command, bufferedMs, nowMs)
    case 'clear-audio':
      return clearAudio(step)
    case 'add-item':
      return addItem(step, command, nowMs)
    case 'retrieve-item':
      return retrieveItem(step, command)
    case 'truncate-item':
      return truncateItem(step, command)
    case 'delete-item':
      return deleteItem(step, command)
    case 'create-reply':
      return createReply(step, command, nowMs)
    case 'cancel-reply':
      return cancelReply(step, command, nowMs)
    case 'clear-playback':
      return clearPlayback(step, nowMs)
    case 'end-session':
      return closeSession(step, bufferedMs, nowMs)
  }
}

/** The output of a tool that the running reply called waits for the reply's end, and so does what is ordered behind it. Rule R9. */
function mustWait(state: SessionState, command: Command): boolean {
  if (state.deferred.length > 0) return command.type === 'add-item' || (command.type === 'create-reply' && command.options.conversation !== 'none')
  if (!isActive(state.reply)) return false
  // A client asks for the next reply when a call has its outcome, whether or not the reply that made it has ended. Rule M7.
  if (command.type === 'create-reply' && command.options.conversation !== 'none') return state.reply.work.output.some((item) => item.type === 'server-call')
  if (command.type !== 'add-item' || command.item.type !== 'tool-output') return false
  const { callId } = command.item
  const { work } = state.reply
  const open = state.reply.phase === 'generating' ? state.reply.open : null
  return work.output.some((item) => item.type === 'tool-call' && item.callId === callId) || (open?.type === 'tool-call' && open.callId === callId)
}

export function listeningSettings(settings: SessionSettings): ListeningSettings {
  const { turnDetection } = settings
  return {
    format: settings.inputFormat,
    threshold: turnDetection?.kind === 'server-vad' ? turnDetection.threshold : 0.5,
    language: settings.transcription?.language ?? null,
    keepAheadMs: turnDetection === null ? null : turnDetection.kind === 'server-vad' ? turnDetection.prefixPaddingMs : 300,
    noiseReduction: settings.noiseReduction,
    ...(settings.transcription?.delivery && { words: settings.transcription.delivery }),
    ...(turnDetection?.kind === 'server-vad' && { leastQuietMs: turnDetection.silenceDurationMs }),
  }
}

function updateSettings(step: Step, command: Of<'update-settings'>): void {
  const before = step.state.settings
  const { voices, prompts } = step.state.abilities
  const { inputFormat: _, outputFormat: __, ...besideSound } = command.patch
  const patch = step.state.sound === 'beside' ? besideSound : command.patch
  const merged = mergeSettings(before, patch, { voices, prompts, hasSpoken: hasSpoken(step.state) })
  if (!merged.ok) return fail(step, merged.code, merged.detail, command.commandId)
  const named = resolveToolServers(step.state, merged.settings.toolServers)
  if (!named.ok) return fail(step, named.code, named.detail, command.commandId)
  const settings = { ...merged.settings, toolServers: named.servers }
  change(step, { settings })
  step.effects.push({ do: 'configure-listening', settings: listeningSettings(settings) })
  // What the user has begun to say stays in the buffer for the client to commit.
  if (settings.turnDetection === null && before.turnDetection !== null) {
    forgetSuspicion(step)
    forgetAwaitedTurn(step)
    change(step, { user: { phase: 'silent' } })
    step.effects.push({ do: 'reset-turn' }, { do: 'cancel-timer', timer: 'idle' })
  }
  const { id, kind, expiresAtMs } = step.state
  emit(step, { type: 'settings-updated', session: { id, kind, settings, expiresAtMs } })
  if (command.patch.toolServers !== undefined) learnToolServers(step, settings.toolServers)
}

function commit(step: Step, command: Of<'commit-turn'>, bufferedMs: number, nowMs: number): void {
  if (bufferedMs < limits.leastCommitMs) {
    return fail(step, 'nothing-to-commit', { leastMs: limits.leastCommitMs, bufferedMs: bufferedMs.toFixed(2) }, command.commandId)
  }
  forgetSuspicion(step)
  const { user, awaitedTurn } = step.state
  // A turn that the client commits keeps the id that its start, or its first words, were announced with.
  const itemId = user.phase === 'speaking' ? user.itemId : (awaitedTurn ?? mint(step, 'item'))
  change(step, { awaitedTurn: null })
  step.effects.push({ do: 'reset-turn' })
  commitTurn(step, itemId, null, bufferedMs, nowMs)
}

function clearAudio(step: Step): void {
  forgetSuspicion(step)
  forgetAwaitedTurn(step)
  change(step, { user: { phase: 'silent' } })
  step.effects.push({ do: 'clear-audio' }, { do: 'reset-turn' })
  emit(step, { type: 'audio-cleared' })
}

function addItem(step: Step, command: Of<'add-item'>, nowMs: number): void {
  const { conversation, abilities } = step.state
  const { after } = command
  if (command.item.id !== undefined && isTaken(step.state, command.item.id)) {
    return fail(step, 'item-already-exists', { itemId: command.item.id }, command.commandId)
  }
  if (after.at === 'item' && !findItem(conversation, after.id)) return fail(step, 'previous-item-not-found', { itemId: after.id }, command.commandId)
  if (conversation.length >= limits.conversationItems) return fail(step, 'conversation-full', { limit: limits.conversationItems }, command.commandId)
  if (!abilities.seesImages && command.item.type === 'user-message' && command.item.content.some((part) => part.type === 'image')) {
    return fail(step, 'image-not-supported', {}, command.commandId)
  }
  const answered = command.item.type === 'approval-response' ? callAwaiting(step.state, command.item.approvalRequestId) : null
  if (command.item.type === 'approval-response' && answered === null) {
    return fail(step, 'approval-not-awaited', { itemId: command.item.approvalRequestId }, command.commandId)
  }
  if (charactersOf(conversation) + charactersOf([command.item]) > limits.conversationCharacters) {
    return fail(step, 'conversation-too-large', { limit: limits.conversationCharacters }, command.commandId)
  }
  const item = itemOfClient(command.item, command.item.id ?? mint(step, 'item'))
  const previous = after.at === 'item' ? after.id : after.at === 'start' ? null : lastItemId(conversation)
  change(step, { conversation: after.at === 'end' ? appendItem(conversation, item) : insertItem(conversation, item, previous) })
  emit(step, { type: 'item-added', item, previousItemId: previous })
  emit(step, { type: 'item-ended', item, previousItemId: previous })
  if (item.type === 'approval-response' && answered !== null) answerApproval(step, answered, item.approve, item.reason)
  if (command.audio === undefined) return
  const speech = { itemId: item.id, audio: command.audio, format: step.state.settings.inputFormat }
  step.effects.push({ do: 'keep-audio', ...speech })
  if (item.type !== 'user-message' || !item.content.some((part) => part.type === 'audio' && part.transcript === null)) return
  step.effects.push({ do: 'recognise-audio', ...speech })
  expectWords(step, item.id, nowMs)
}

/** An id is taken by an item of the conversation, and by one that was announced and is still being spoken or written. */
function isTaken(state: SessionState, id: ItemId): boolean {
  if (findItem(state.conversation, id) || (state.user.phase === 'speaking' && state.user.itemId === id) || state.awaitedTurn === id) return true
  return allActiveReplies(state).some((reply) => reply.phase !== 'awaiting-transcript' && reply.open?.itemId === id)
}

function retrieveItem(step: Step, command: Of<'retrieve-item'>): void {
  const item = findItem(step.state.conversation, command.itemId)
  if (!item) return fail(step, 'item-not-found', { itemId: command.itemId, action: 'retrieve' }, command.commandId)
  emit(step, { type: 'item-retrieved', item })
}

/** The client says how much was heard; history keeps just these words. Rule L4. */
function truncateItem(step: Step, command: Of<'truncate-item'>): void {
  const { itemId, contentIndex, audioEndMs } = command
  const item = findItem(step.state.conversation, itemId)
  if (!item) return fail(step, 'item-not-found', { itemId, action: 'truncate' }, command.commandId)
  const played = step.state.ledger.get(itemId)
  if (item.type !== 'assistant-message' || !played || contentIndex !== 0) return fail(step, 'not-assistant-audio', {}, command.commandId)
  const mostMs = Math.floor(truncatableMs(played))
  if (audioEndMs > mostMs) return fail(step, 'truncate-beyond-end', { audioMs: mostMs, audioEndMs }, command.commandId)
  cutAt(step, played, audioEndMs, 'client')
  emit(step, { type: 'item-truncated', itemId, contentIndex, audioEndMs })
}

function deleteItem(step: Step, command: Of<'delete-item'>): void {
  const { conversation, ledger } = step.state
  const { itemId } = command
  if (!findItem(conversation, itemId)) return fail(step, 'item-not-found', { itemId, action: 'delete' }, command.commandId)
  const left = new Map(ledger)
  const { reply } = step.state
  // The ledger of an item that is being spoken stays: its audio still leaves.
  const isOpen = (reply.phase === 'generating' || reply.phase === 'draining') && reply.open?.itemId === itemId
  if (!isOpen) left.delete(itemId)
  change(step, { conversation: removeItem(conversation, itemId), ledger: left })
  emit(step, { type: 'item-deleted', itemId })
  forgetCall(step, itemId)
}

function createReply(step: Step, command: Of<'create-reply'>, nowMs: number): void {
  const { reply, sideReplies } = step.state
  if (command.options.conversation === 'none') {
    if (sideReplies.size >= limits.sideReplies) return fail(step, 'too-many-replies', { limit: limits.sideReplies }, command.commandId)
  } else if (isActive(reply)) {
    return fail(step, 'reply-already-active', { replyId: reply.work.plan.replyId }, command.commandId)
  }
  const { toolServers, conversation } = command.options
  if (conversation === 'none' && step.state.sideReplies.size >= limits.sideReplies) {
    return fail(step, 'too-many-replies', { limit: limits.sideReplies }, command.commandId)
  }
  if (conversation === 'none' && toolServers !== undefined && toolServers.length > 0) {
    return fail(step, 'tool-servers-need-conversation', {}, command.commandId)
  }
  const named = toolServers && resolveToolServers(step.state, toolServers)
  if (named && !named.ok) return fail(step, named.code, { ...named.detail, of: 'reply' }, command.commandId)
  const plan = planReply(step, { ...command.options, ...(named && { toolServers: named.servers }) }, command.commandId)
  if (!plan) return
  if (named) learnToolServers(step, named.servers)
  startReply(step, plan, nowMs)
}

function cancelReply(step: Step, command: Of<'cancel-reply'>, nowMs: number): void {
  const { reply } = step.state
  const target = command.replyId === undefined ? (isActive(reply) ? reply : undefined) : activeReply(step.state, command.replyId)
  if (!target) return fail(step, 'no-reply-to-cancel', {}, command.commandId)
  endReply(step, target, { phase: 'cancelled', because: 'client-cancelled' }, nowMs)
}

/** What is not yet heard never will be, so a reply that still makes it ends. Nothing to clear is nothing to tell: a client cannot know. Rule P5. */
function clearPlayback(step: Step, nowMs: number): void {
  const { reply, playback } = step.state
  const cut = cutPlayback(step, nowMs)
  if (isActive(reply) && playback.some(({ replyId }) => replyId === reply.work.plan.replyId)) {
    endReply(step, reply, { phase: 'cancelled', because: 'client-cancelled' }, nowMs)
  }
  tellCuts(step, cut)
}
