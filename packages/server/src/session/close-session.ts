import { endSession } from './on-timer.js'
import { commitTurn } from './on-turn.js'
import { isActive } from './replies.js'
import { change, emit, type Step } from './step.js'

/** The client has said all it had to say: what it is saying is a turn, and what was said is still worked on. Rule K5. */
export function closeSession(step: Step, bufferedMs: number, nowMs: number): void {
  const { user, unanswered } = step.state
  change(step, { life: 'closing' })
  if (user.phase !== 'speaking') return
  step.effects.push({ do: 'reset-turn' })
  commitTurn(step, user.itemId, null, bufferedMs, nowMs)
  change(step, { unanswered: new Set(unanswered).add(user.itemId) })
}

/** Nothing is left to be done. Words and replies have limits of their own (rules N2, N3), so this comes to pass. */
export function closeWhenDone(step: Step): void {
  const { reply, unanswered, pendingTranscripts } = step.state
  if (isActive(reply) || unanswered.size > 0 || pendingTranscripts.size > 0) return
  emit(step, { type: 'session-closed' })
  endSession(step)
}
