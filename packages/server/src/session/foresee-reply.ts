import type { SpeakingSettings } from '../speaking/contract.js'
import type { ThinkingRequest } from '../thinking/contract.js'
import type { Effect, Input } from './contract.js'
import { decide } from './decide.js'
import type { SessionState } from './state.js'

/** What a reply will be asked for, and how it will be spoken. */
export interface ForeseenReply {
  readonly request: ThinkingRequest
  readonly speaking: SpeakingSettings
}

/**
 * The reply that would start if the user had finished now with these words: `decide` is asked, and nothing of its answer comes true. Null when there would
 * be none, or none that is spoken.
 */
export function foreseeReply(state: SessionState, transcript: string, audioMs: number, nowMs: number): ForeseenReply | null {
  if (state.user.phase !== 'speaking') return null
  const { itemId } = state.user
  const effects: Effect[] = []
  let imagined = state
  const happen = (input: Input) => {
    const step = decide(imagined, input, nowMs)
    imagined = step.state
    effects.push(...step.effects)
  }
  happen({ type: 'user-finished', audioEndMs: audioMs, reason: 'imagined' })
  happen({ type: 'transcript-ended', itemId, transcript })
  const thinking = effects.find((effect) => effect.do === 'start-thinking')
  if (!thinking) return null
  happen({ type: 'text-delta', replyId: thinking.replyId, delta: 'a' })
  const speaking = effects.find((effect) => effect.do === 'start-speaking')
  return speaking ? { request: thinking.request, speaking: speaking.settings } : null
}
