import type { TokenAllowance } from '@sidetone/protocol'
import type { SessionState } from './state.js'
import { change, type Step } from './step.js'

/** Tokens are counted in windows of one minute, as the wire's rate limits are. */
const windowMs = 60_000

function currentWindow(state: SessionState, nowMs: number): SessionState['tokens'] {
  return nowMs - state.tokens.windowStartMs >= windowMs ? { windowStartMs: nowMs, used: 0 } : state.tokens
}

export function tokensLeft(state: SessionState, nowMs: number): TokenAllowance {
  const { windowStartMs, used } = currentWindow(state, nowMs)
  const limit = state.abilities.tokensPerMinute
  return { limit, remaining: Math.max(0, limit - used), resetMs: windowStartMs + windowMs - nowMs }
}

export function useTokens(step: Step, tokens: number, nowMs: number): TokenAllowance {
  const window = currentWindow(step.state, nowMs)
  change(step, { tokens: { windowStartMs: window.windowStartMs, used: window.used + tokens } })
  return tokensLeft(step.state, nowMs)
}
