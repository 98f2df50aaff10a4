import type { Item, ItemId } from '@sidetone/protocol'
import type { TurnDecision } from '../turns/contract.js'
import { appendItem, findItem, lastItemId, replaceItem } from './conversation.js'
import { endReply } from './end-reply.js'
import { heardMs, type PlayedAudio, partAsHeard, unheardMs } from './ledger.js'
import { cutPlayback, tellCuts } from './playback.js'
import { isActive } from './replies.js'
import { answersTurns, mayInterrupt } from './session-kinds.js'
import { change, emit, mint, type Step } from './step.js'

/** Recognition that takes longer has failed. */
export const transcriptLimitMs = 20_000

export function onTurn(step: Step, decision: TurnDecision, nowMs: number): void {
  const { user, settings } = step.state
  if (settings.turnDetection === null) return
  if (decision.type === 'user-started') {
    if (user.phase !== 'speaking') beginSpeech(step, decision.audioStartMs, nowMs)
    return
  }
  endSpeech(step, decision.audioEndMs, nowMs)
}

/** The user's turn begins, and is told. Rules U1, U3. */
export function beginSpeech(step: Step, audioStartMs: number, nowMs: number): void {
  const itemId = mint(step, 'item')
  change(step, { user: { phase: 'speaking', itemId, audioStartMs }, nudge: 'ready' })
  step.effects.push({ do: 'cancel-timer', timer: 'idle' })
  emit(step, { type: 'speech-started', itemId, audioStartMs })
  if (mayInterrupt(step.state.kind, step.state.settings.turnDetection)) interrupt(step, nowMs)
}

/** The user's turn ends; one that was not begun does not. Rule U2. */
export function endSpeech(step: Step, audioEndMs: number, nowMs: number): void {
  const { user, settings } = step.state
  if (user.phase !== 'speaking') return
  emit(step, { type: 'speech-ended', itemId: user.itemId, audioEndMs })
  commitTurn(step, user.itemId, audioEndMs, audioEndMs - user.audioStartMs, nowMs)
  if (answersTurns(step.state.kind) && settings.turnDetection?.createReply) change(step, { unanswered: new Set(step.state.unanswered).add(user.itemId) })
}

/** The user takes the floor: the reply ends, and history is cut to what was heard of it. Rules U3, L3, P4. */
function interrupt(step: Step, nowMs: number): void {
  const { reply, sound } = step.state
  const cut = sound === 'beside' ? cutPlayback(step, nowMs) : []
  if (sound === 'in-messages') cutUnheard(step, nowMs)
  if (isActive(reply)) endReply(step, reply, { phase: 'cancelled', because: 'turn-detected' }, nowMs)
  tellCuts(step, cut)
}

/** The client, which plays the sound, says how much was heard; until then it is estimated. */
function cutUnheard(step: Step, nowMs: number): void {
  const playing = [...step.state.ledger.values()].filter((played) => unheardMs(played, nowMs) > 0 && findItem(step.state.conversation, played.itemId))
  for (const played of playing) cutAt(step, played, heardMs(played, nowMs), 'estimate')
}

/** Nothing of this item was heard behind `atMs`: the ledger notes it and the conversation follows. */
export function cutAt(step: Step, played: PlayedAudio, atMs: number, by: 'estimate' | 'playback' | 'client'): void {
  const cut: PlayedAudio = { ...played, cut: { atMs, by } }
  change(step, { ledger: new Map(step.state.ledger).set(played.itemId, cut) })
  const item = findItem(step.state.conversation, played.itemId)
  if (item?.type !== 'assistant-message' || item.status === 'in-progress') return
  const heard: Item = { ...item, content: [partAsHeard(cut)] }
  change(step, { conversation: replaceItem(step.state.conversation, heard) })
}

/** The user's audio becomes an item; its words follow. Rules U4, U5. */
export function commitTurn(step: Step, itemId: ItemId, endMs: number | null, durationMs: number, nowMs: number): void {
  const { conversation } = step.state
  const previousItemId = lastItemId(conversation)
  const item: Item = { type: 'user-message', id: itemId, status: 'completed', content: [{ type: 'audio', transcript: null, durationMs }] }
  change(step, {
    user: { phase: 'silent' },
    conversation: appendItem(conversation, item),
  })
  emit(step, { type: 'turn-committed', itemId, previousItemId })
  emit(step, { type: 'item-added', item, previousItemId })
  emit(step, { type: 'item-ended', item, previousItemId })
  step.effects.push({ do: 'commit-audio', itemId, endMs })
  expectWords(step, itemId, nowMs)
}

/** The words of an item are being recognised, and that has a limit. Rule N2. */
export function expectWords(step: Step, itemId: ItemId, nowMs: number): void {
  const { pendingTranscripts } = step.state
  change(step, { pendingTranscripts: new Map(pendingTranscripts).set(itemId, nowMs) })
  // The watch keeps to the oldest: a later turn does not put it off.
  if (pendingTranscripts.size === 0) step.effects.push({ do: 'arm-timer', timer: 'transcript-watch', delayMs: transcriptLimitMs })
}
