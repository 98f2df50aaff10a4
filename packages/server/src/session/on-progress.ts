import type { ReplyProgress } from './contract.js'
import { closeItem, endReply, openItem, placeOf } from './end-reply.js'
import { openLedger, recordAudio, recordEnd, recordText } from './ledger.js'
import { heardFromMs, play } from './playback.js'
import { activeReply, setReply } from './replies.js'
import type { ActiveReply, OpenItem } from './state.js'
import { change, emit, type Step } from './step.js'

type Generating = ActiveReply & { phase: 'generating' }
type Draining = ActiveReply & { phase: 'draining' }

/** A fact of a reply. One that bears the id of a reply that is not running is dropped here and nowhere else. Rule R3. */
export function onProgress(step: Step, progress: ReplyProgress, nowMs: number): void {
  const found = activeReply(step.state, progress.replyId)
  if (!found || found.phase === 'awaiting-transcript') return
  const reply = { ...found, work: { ...found.work, lastProgressAtMs: nowMs } }
  setReply(step, reply)
  if (progress.type === 'reply-failed') {
    endReply(step, reply, { phase: 'failed', code: progress.code, message: progress.message }, nowMs)
  } else if (progress.type === 'audio-spoken') onAudio(step, reply, progress, nowMs)
  else if (progress.type === 'speaking-ended') onSpeakingEnded(step, reply, progress, nowMs)
  else if (reply.phase === 'draining') setReply(step, { ...reply, waiting: [...reply.waiting, progress] })
  else onThought(step, reply, progress, nowMs)
}

type Thought = Exclude<ReplyProgress, { type: 'audio-spoken' | 'speaking-ended' | 'reply-failed' }>

function onThought(step: Step, reply: Generating, thought: Thought, nowMs: number): void {
  const open = reply.open
  switch (thought.type) {
    case 'text-delta': {
      if (thought.delta === '') return
      const closed = open !== null && open.type !== 'message' ? closeItem(step, reply.work, open, 'completed') : reply.work
      const message = open?.type === 'message' ? open : openItem(step, closed, { type: 'message' })
      if (message.type !== 'message') return
      setReply(step, { ...reply, work: closed, open: { ...message, text: message.text + thought.delta } })
      writeText(step, { ...reply, work: closed }, message.itemId, thought.delta)
      return
    }
    case 'tool-call-started': {
      if (open?.type === 'message' && reply.work.plan.modality === 'audio') {
        drain(step, reply, open, [thought])
        // The call should not wait for the ear: what is left of the speech goes out at once.
        step.effects.push({ do: 'release-speech', replyId: thought.replyId, itemId: open.itemId })
        return
      }
      const work = open ? closeItem(step, reply.work, open, 'completed') : reply.work
      const { callId, name } = thought
      const tool = work.serverTools.get(name)
      setReply(step, { ...reply, work, open: openItem(step, work, tool ? { type: 'server-call', callId, tool } : { type: 'tool-call', callId, name }) })
      return
    }
    case 'tool-call-delta': {
      if (open === null || open.type === 'message' || open.callId !== thought.callId) return
      const place = placeOf(reply.work, open.itemId)
      const { delta } = thought
      setReply(step, { ...reply, open: { ...open, arguments: open.arguments + delta } })
      if (open.type === 'server-call') emit(step, { type: 'server-arguments-delta', place, delta })
      else emit(step, { type: 'tool-arguments-delta', place, callId: open.callId, delta })
      return
    }
    case 'tool-call-ended': {
      if (open === null || open.type === 'message' || open.callId !== thought.callId) return
      setReply(step, { ...reply, work: closeItem(step, reply.work, open, 'completed'), open: null })
      return
    }
    case 'thinking-ended': {
      if (open?.type === 'message' && reply.work.plan.modality === 'audio') {
        drain(step, reply, open, [thought])
        return
      }
      const work = thought.usage ? withReportedUsage(reply, thought.usage) : reply.work
      const status = thought.because === 'completed' ? ({ phase: 'completed' } as const) : ({ phase: 'incomplete', because: thought.because } as const)
      endReply(step, { ...reply, work }, status, nowMs)
    }
  }
}

function writeText(step: Step, reply: Generating, itemId: string, delta: string): void {
  const { plan } = reply.work
  emit(step, { type: 'reply-text-delta', place: placeOf(reply.work, itemId), contentIndex: 0, modality: plan.modality, delta })
  if (plan.modality === 'text') return
  const played = step.state.ledger.get(itemId) ?? openLedger(itemId)
  change(step, { ledger: new Map(step.state.ledger).set(itemId, recordText(played, delta)) })
  step.effects.push({ do: 'speak', replyId: plan.replyId, itemId, text: delta })
}

function drain(step: Step, reply: Generating, open: OpenItem & { type: 'message' }, waiting: ReplyProgress[]): void {
  setReply(step, { phase: 'draining', work: reply.work, open, waiting })
  step.effects.push({ do: 'end-text', replyId: reply.work.plan.replyId, itemId: open.itemId })
}

/** Rule L1: audio counts as sent at the moment at which it leaves. */
function onAudio(step: Step, reply: Generating | Draining, spoken: ReplyProgress & { type: 'audio-spoken' }, nowMs: number): void {
  if (reply.open?.itemId !== spoken.itemId) return
  const played = step.state.ledger.get(spoken.itemId)
  if (!played) return
  change(step, { ledger: new Map(step.state.ledger).set(spoken.itemId, recordAudio(played, spoken.durationMs, spoken.words, heardFromMs(step.state, nowMs))) })
  if (step.state.sound === 'beside') play(step, spoken.replyId, spoken.durationMs, nowMs)
  emit(step, { type: 'reply-audio-delta', place: placeOf(reply.work, spoken.itemId), contentIndex: 0, audio: spoken.audio })
  if (spoken.endsSentence && reply.work.endsWith === 'sentence') endReply(step, reply, { phase: 'cancelled', because: 'turn-detected' }, nowMs)
}

function onSpeakingEnded(step: Step, reply: Generating | Draining, ended: ReplyProgress & { type: 'speaking-ended' }, nowMs: number): void {
  if (reply.phase !== 'draining' || reply.open.itemId !== ended.itemId) return
  const played = step.state.ledger.get(ended.itemId)
  if (played) change(step, { ledger: new Map(step.state.ledger).set(ended.itemId, recordEnd(played)) })
  const [next] = reply.waiting
  const cutShort = next?.type === 'thinking-ended' && next.because !== 'completed'
  const work = closeItem(step, reply.work, reply.open, cutShort ? 'incomplete' : 'completed')
  setReply(step, { phase: 'generating', work, open: null })
  for (const waiting of reply.waiting) onProgress(step, waiting, nowMs)
}

function withReportedUsage(reply: Generating, reported: { inputTokens: number; outputTokens: number; cachedTokens: number }) {
  // The model saw text and pictures: what it counted of them stands beside the audio that we counted by time.
  const inputTextTokens = Math.max(0, reported.inputTokens - reply.work.usage.inputImageTokens)
  const usage = { ...reply.work.usage, inputTextTokens, cachedTextTokens: reported.cachedTokens, outputTextTokens: reported.outputTokens }
  return { ...reply.work, usage }
}
