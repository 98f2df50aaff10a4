import { limits } from '@sidetone/protocol'
import { closeWhenDone } from './close-session.js'
import type { Effect, Input } from './contract.js'
import { onSummary, onSummaryFailed } from './forgotten.js'
import { carryOut, listeningSettings, onCommand } from './on-command.js'
import { onProgress } from './on-progress.js'
import { onSettledWords } from './on-settled-words.js'
import { endSession, onTimer } from './on-timer.js'
import { onTranscript } from './on-transcript.js'
import { followPlayback } from './playback.js'
import { isActive } from './replies.js'
import { endCall } from './server-calls.js'
import { refuseOrder } from './session-kinds.js'
import { answerTurns, userHoldsFloor } from './start-reply.js'
import type { SessionState } from './state.js'
import { change, emit, fail, type Step } from './step.js'
import { onFloor, onVerdict, releaseKept } from './suspicion.js'
import { endList, learnToolServers, resolveToolServers } from './tool-servers.js'
import { translateTurns } from './translate-turns.js'

/**
 * The whole session: what is known and what happened give what is known then and what is to be done. Synchronous and pure.
 * `nowMs` is the injected clock's time. The rules are numbered in SPEC.md.
 */
export function decide(state: SessionState, input: Input, nowMs: number): { state: SessionState; effects: Effect[] } {
  const step: Step = { state, effects: [] }
  if (isAlive(state)) {
    react(step, input, nowMs)
    if (isAlive(step.state)) followPlayback(step, nowMs)
    if (isAlive(step.state)) releaseKept(step, nowMs)
    runDeferred(step, nowMs)
    if (isAlive(step.state)) takeTurns(step, nowMs)
    if (step.state.life === 'closing') closeWhenDone(step)
  } else if (state.life === 'new' && input.type === 'opened') open(step, nowMs)
  else if (state.life === 'new' && input.type === 'link-lost') endSession(step)
  return step
}

function isAlive({ life }: SessionState): boolean {
  return life === 'open' || life === 'closing'
}

function takeTurns(step: Step, nowMs: number): void {
  if (step.state.kind.type === 'translation') translateTurns(step, nowMs)
  else answerTurns(step, nowMs)
}

function open(step: Step, nowMs: number): void {
  const named = resolveToolServers(step.state, step.state.settings.toolServers)
  const settings = { ...step.state.settings, toolServers: named.ok ? named.servers : [] }
  change(step, { life: 'open', openedAtMs: nowMs, settings })
  const { id, kind, expiresAtMs, abilities } = step.state
  step.effects.push({ do: 'configure-listening', settings: listeningSettings(settings) })
  step.effects.push({ do: 'arm-timer', timer: 'session-end', delayMs: abilities.sessionMs })
  emit(step, { type: 'session-started', session: { id, kind, settings, expiresAtMs } })
  if (!named.ok) fail(step, named.code, named.detail, undefined)
  learnToolServers(step, settings.toolServers)
}

function react(step: Step, input: Input, nowMs: number): void {
  switch (input.type) {
    case 'opened':
      return
    case 'command':
      return onCommand(step, input.command, input.bufferedMs, nowMs)
    case 'turn-decided':
      return explain(step, input, nowMs)
    case 'user-started':
    case 'user-finished':
      return onFloor(step, input, nowMs)
    case 'speech-judged':
      return onVerdict(step, input.verdict, nowMs)
    case 'words-settled':
      return onSettledWords(step, input.text)
    case 'transcript-ended':
      return onTranscript(step, input.itemId, { type: 'heard', transcript: input.transcript }, nowMs)
    case 'transcript-failed':
      return onTranscript(step, input.itemId, { type: 'failed', code: input.code, message: input.message }, nowMs)
    case 'text-delta':
    case 'tool-call-started':
    case 'tool-call-delta':
    case 'tool-call-ended':
    case 'thinking-ended':
    case 'audio-spoken':
    case 'speaking-ended':
    case 'reply-failed':
      return onProgress(step, input, nowMs)
    case 'tool-list-ended':
      return endList(step, input.itemId, { tools: input.tools })
    case 'tool-list-failed':
      return endList(step, input.itemId, { code: input.code, message: input.message })
    case 'server-call-ended':
      return endCall(step, input.itemId, { output: input.output })
    case 'server-call-failed':
      return endCall(step, input.itemId, { failure: input.failure })
    case 'timer-fired':
      return onTimer(step, input.timer, input.audioMs, nowMs)
    case 'summary-ended':
      return onSummary(step, input.summary)
    case 'summary-failed':
      return onSummaryFailed(step, input)
    case 'append-refused':
      return refuseAppend(step, input)
    case 'link-lost':
      return endSession(step)
  }
}

function refuseAppend(step: Step, { commandId, because }: Input & { type: 'append-refused' }): void {
  const refusal = because === 'beside' ? refuseOrder(step.state, 'append-audio') : null
  if (refusal) fail(step, 'not-in-this-session', refusal, commandId ?? undefined)
  else fail(step, 'input-buffer-full', { limitMs: limits.inputBufferMs }, commandId ?? undefined)
}

/** Rule U9. */
function explain(step: Step, decided: Input & { type: 'turn-decided' }, nowMs: number): void {
  const { openedAtMs, settings } = step.state
  if (settings.turnDetection !== null) emit(step, { ...decided, detection: settings.turnDetection, atMs: nowMs - openedAtMs })
}

/** Orders that waited for the running reply are carried out one by one, until one of them starts the next reply; none starts over the user. Rule R9. */
function runDeferred(step: Step, nowMs: number): void {
  while (step.state.life === 'open' && !isActive(step.state.reply)) {
    const [next, ...rest] = step.state.deferred
    if (!next || (next.type === 'create-reply' && userHoldsFloor(step.state))) return
    change(step, { deferred: rest })
    carryOut(step, next, 0, nowMs)
  }
}
