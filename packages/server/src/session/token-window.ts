import type { SessionState } from './state.js'
import { change, type Step } from './step.js'

/** Tokens are counted in windows of one minute, as the wire's rate limits are. */
const windowMs = 60_000

function currentWindow(state: SessionState, nowMs: number): SessionState['tokens'] {
  return nowMs - state.tokens.windowStartMs >= windowMs ? { windowStartMs: nowMs, used: 0 } : state.tokens
}

export function tokensLeft(state: SessionState, nowMs: number): number {
  return state.abilities.tokensPerMinute - currentWindow(state, nowMs).used
}

export function useTokens(step: Step, tokens: number, nowMs: number): { limit: number; remaining: number; resetMs: number } {
  const window = currentWindow(step.state, nowMs)
  const used = window.used + tokens
  change(step, { tokens: { windowStartMs: window.windowStartMs, used } })
  const limit = step.state.abilities.tokensPerMinute
  return { limit, remaining: Math.max(0, limit - used), resetMs: window.windowStartMs + windowMs - nowMs }
}
