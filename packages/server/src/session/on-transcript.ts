import type { ErrorCode, ItemId } from '@sidetone/protocol'
import { findItem, replaceItem } from './conversation.js'
import { armNudge } from './end-reply.js'
import { forgetWords, tellTranscript } from './on-settled-words.js'
import { isActive } from './replies.js'
import { startWaitingReplies } from './start-reply.js'
import { change, emit, fail, type Step } from './step.js'

export type Words = { type: 'heard'; transcript: string } | { type: 'failed'; code: ErrorCode; message: string }

/** The words of a committed turn are there, or will never be. Rules R1, R10, U8. */
export function onTranscript(step: Step, itemId: ItemId, words: Words, nowMs: number): void {
  if (!step.state.pendingTranscripts.has(itemId)) return
  const pendingTranscripts = new Map(step.state.pendingTranscripts)
  pendingTranscripts.delete(itemId)
  change(step, { pendingTranscripts })
  if (pendingTranscripts.size === 0) step.effects.push({ do: 'cancel-timer', timer: 'transcript-watch' })
  const transcript = words.type === 'heard' ? words.transcript : ''
  const durationMs = writeTranscript(step, itemId, words.type === 'heard' ? transcript : null)

  // Nothing was said: noise gets no answer. A failed recognition does, since someone spoke; but there is nothing to translate.
  const nothingToAnswer = words.type === 'heard' ? transcript === '' : step.state.kind.type === 'translation'
  if (nothingToAnswer && step.state.unanswered.has(itemId)) {
    const unanswered = new Set(step.state.unanswered)
    unanswered.delete(itemId)
    change(step, { unanswered })
    if (unanswered.size === 0 && !isActive(step.state.reply)) armNudge(step, nowMs)
  }
  startWaitingReplies(step, nowMs)

  if (step.state.settings.transcription === null) {
    // A conversation hears of it by the reply.
    if (words.type === 'failed' && step.state.kind.type === 'translation') fail(step, words.code, {}, undefined)
    return forgetWords(step, itemId)
  }
  if (words.type === 'failed') {
    forgetWords(step, itemId)
    emit(step, { type: 'transcript-failed', itemId, contentIndex: 0, code: words.code, message: words.message })
    return
  }
  emit(step, { type: 'transcript-ended', itemId, contentIndex: 0, transcript: tellTranscript(step, itemId, transcript), durationMs })
}

/** Returns the length of the audio. The item may have been deleted meanwhile. */
function writeTranscript(step: Step, itemId: ItemId, transcript: string | null): number {
  const item = findItem(step.state.conversation, itemId)
  if (item?.type !== 'user-message') return 0
  const content = item.content.map((part) => (part.type === 'audio' && part.transcript === null ? { ...part, transcript } : part))
  change(step, { conversation: replaceItem(step.state.conversation, { ...item, content }) })
  return item.content.reduce((sum, part) => sum + (part.type === 'audio' ? part.durationMs : 0), 0)
}
