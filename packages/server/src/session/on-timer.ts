import { errorSentence, type Item } from '@sidetone/protocol'
import type { TimerName } from './contract.js'
import { appendItem, lastItemId } from './conversation.js'
import { endReply } from './end-reply.js'
import { onSummaryFailed } from './forgotten.js'
import { onTranscript } from './on-transcript.js'
import { transcriptLimitMs } from './on-turn.js'
import { onPlaybackTimer } from './playback.js'
import { allActiveReplies } from './replies.js'
import { aCallRuns } from './server-calls.js'
import { answersTurns } from './session-kinds.js'
import { planReply, replyStallMs, startReply } from './start-reply.js'
import { change, emit, mint, type Step } from './step.js'
import { dropPassed, letPlay } from './suspicion.js'

/** Every wait has a limit. Rules N1 to N4. */
export function onTimer(step: Step, timer: TimerName, audioMs: number, nowMs: number): void {
  switch (timer) {
    case 'session-end':
      emit(step, { type: 'session-expired' })
      return endSession(step)
    case 'idle':
      return nudge(step, audioMs, nowMs)
    case 'reply-watch':
      return watchReplies(step, nowMs)
    case 'transcript-watch':
      return watchTranscripts(step, nowMs)
    case 'suspicion':
      return letPlay(step)
    case 'summary':
      return onSummaryFailed(step, { type: 'summary-failed', code: 'language-model-timed-out', message: errorSentence('language-model-timed-out') })
    // What was kept is looked after whenever something happens.
    case 'kept-speech':
      return
    case 'playback':
      return onPlaybackTimer(step)
    case 'passed-speech':
      return dropPassed(step, audioMs)
  }
}

/** Everything that still runs ends without a word: nobody is there to hear it. */
export function endSession(step: Step): void {
  for (const reply of allActiveReplies(step.state)) step.effects.push({ do: 'stop-reply', replyId: reply.work.plan.replyId })
  for (const timer of ['session-end', 'idle', 'reply-watch', 'transcript-watch', 'suspicion', 'kept-speech', 'passed-speech', 'summary', 'playback'] as const)
    step.effects.push({ do: 'cancel-timer', timer })
  change(step, {
    life: 'ended',
    reply: { phase: 'none' },
    sideReplies: new Map(),
    deferred: [],
    serverCalls: new Map(),
    pendingTranscripts: new Map(),
    unanswered: new Set(),
    toldWords: new Map(),
    awaitedTurn: null,
    user: { phase: 'silent' },
    passedStartMs: null,
    playback: [],
  })
}

/** The user has been silent for long: a silent turn is committed and answered. Rule U7. */
function nudge(step: Step, audioMs: number, nowMs: number): void {
  const { user, reply, settings, conversation } = step.state
  if (!answersTurns(step.state.kind) || user.phase !== 'silent' || reply.phase !== 'none' || aCallRuns(step.state)) return
  if (settings.turnDetection?.kind !== 'server-vad' || settings.turnDetection.idleTimeoutMs === null) return
  const itemId = mint(step, 'item')
  const durationMs = Math.min(audioMs, settings.turnDetection.idleTimeoutMs)
  const item: Item = { type: 'user-message', id: itemId, status: 'completed', content: [{ type: 'audio', transcript: '', durationMs }] }
  const previousItemId = lastItemId(conversation)
  change(step, { nudge: 'spent', conversation: appendItem(conversation, item) })
  emit(step, { type: 'idle-timed-out', itemId, audioStartMs: audioMs - durationMs, audioEndMs: audioMs })
  emit(step, { type: 'turn-committed', itemId, previousItemId })
  emit(step, { type: 'item-added', item, previousItemId })
  emit(step, { type: 'item-ended', item, previousItemId })
  if (settings.transcription) emit(step, { type: 'transcript-ended', itemId, contentIndex: 0, transcript: '', durationMs })
  step.effects.push({ do: 'clear-audio' })
  const plan = planReply(step, {}, undefined)
  if (plan) startReply(step, plan, nowMs)
}

function watchTranscripts(step: Step, nowMs: number): void {
  for (const [itemId, sinceMs] of step.state.pendingTranscripts) {
    if (nowMs - sinceMs < transcriptLimitMs) continue
    onTranscript(step, itemId, { type: 'failed', code: 'recognition-failed', message: 'Recognition took too long.' }, nowMs)
  }
  const waitingSinceMs = Math.min(...step.state.pendingTranscripts.values())
  if (Number.isFinite(waitingSinceMs)) step.effects.push({ do: 'arm-timer', timer: 'transcript-watch', delayMs: waitingSinceMs + transcriptLimitMs - nowMs })
}

function watchReplies(step: Step, nowMs: number): void {
  for (const reply of allActiveReplies(step.state)) {
    if (nowMs - reply.work.lastProgressAtMs < replyStallMs) continue
    endReply(step, reply, { phase: 'failed', code: 'internal', message: `The reply made no progress for ${replyStallMs / 1000} s.` }, nowMs)
  }
  if (allActiveReplies(step.state).length > 0) step.effects.push({ do: 'arm-timer', timer: 'reply-watch', delayMs: replyStallMs / 4 })
}
