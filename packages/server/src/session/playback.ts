import type { ReplyId } from '@sidetone/protocol'
import { findItem } from './conversation.js'
import { hearableMs, type PlayedAudio } from './ledger.js'
import { cutAt } from './on-turn.js'
import { activeReply } from './replies.js'
import type { SessionState } from './state.js'
import { change, emit, type Step } from './step.js'

/** When audio that leaves now begins to be heard: where it travels beside the messages, behind all that left before. Rule P2. */
export function heardFromMs({ playback }: SessionState, nowMs: number): number {
  return Math.max(nowMs, playback.at(-1)?.endsAtMs ?? nowMs)
}

/** Audio of a reply leaves beside the messages. One reply is heard behind the other. Rule P2. */
export function play(step: Step, replyId: ReplyId, durationMs: number, nowMs: number): void {
  const { playback } = step.state
  const endsAtMs = heardFromMs(step.state, nowMs) + durationMs
  const last = playback.at(-1)
  const before = last?.replyId === replyId ? playback.slice(0, -1) : playback
  change(step, { playback: [...before, { replyId, endsAtMs, watched: false }] })
  if (playback.length === 0) emit(step, { type: 'playback-started', replyId })
}

/** A reply that makes no more audio is watched until all of it was heard; then the next one is. Rule P3. */
export function followPlayback(step: Step, nowMs: number): void {
  for (;;) {
    const [first, ...rest] = step.state.playback
    if (!first || activeReply(step.state, first.replyId)) return
    if (first.endsAtMs > nowMs) {
      if (first.watched) return
      change(step, { playback: [{ ...first, watched: true }, ...rest] })
      step.effects.push({ do: 'arm-timer', timer: 'playback', delayMs: first.endsAtMs - nowMs })
      return
    }
    change(step, { playback: rest })
    emit(step, { type: 'playback-stopped', replyId: first.replyId })
    if (rest[0]) emit(step, { type: 'playback-started', replyId: rest[0].replyId })
  }
}

/** The watch is over, a little early by some clocks: it is looked again. */
export function onPlaybackTimer(step: Step): void {
  change(step, { playback: step.state.playback.map((each) => ({ ...each, watched: false })) })
}

/** Nothing of what left beside the messages is heard any more. Returns what was cut of it, to be told behind the end of its reply. Rule P4. */
export function cutPlayback(step: Step, nowMs: number): readonly PlayedAudio[] {
  const [first] = step.state.playback
  if (!first) return []
  const cut = [...step.state.ledger.values()].filter((played) => isCutNow(step.state, played, nowMs))
  change(step, { playback: [] })
  if (first.watched) step.effects.push({ do: 'cancel-timer', timer: 'playback' })
  emit(step, { type: 'playback-cleared', replyId: first.replyId })
  for (const played of cut) cutAt(step, played, Math.floor(hearableMs(played, nowMs)), 'playback')
  return cut
}

/** What a client said of an item stands. */
function isCutNow(state: SessionState, played: PlayedAudio, nowMs: number): boolean {
  if (played.sentMs === 0 || played.cut?.by === 'client' || played.cut?.by === 'playback') return false
  const { reply } = state
  const isOpen = (reply.phase === 'generating' || reply.phase === 'draining') && reply.open?.itemId === played.itemId
  return isOpen || hearableMs(played, nowMs) < played.sentMs
}

/** The client, whose sound is played here, learns how much of it was heard. Rule P4. */
export function tellCuts(step: Step, cut: readonly PlayedAudio[]): void {
  for (const { itemId } of cut) {
    const atMs = step.state.ledger.get(itemId)?.cut?.atMs
    if (atMs !== undefined && findItem(step.state.conversation, itemId)) emit(step, { type: 'item-truncated', itemId, contentIndex: 0, audioEndMs: atMs })
  }
}
