import { type ErrorCode, mintId, type SessionEvent } from '@sidetone/protocol'
import type { Effect } from './contract.js'
import type { SessionState } from './state.js'

/** One call of `decide` while it runs: the state so far and the effects so far. States are replaced, never changed in place. */
export interface Step {
  state: SessionState
  readonly effects: Effect[]
}

export function change(step: Step, patch: Partial<SessionState>): void {
  step.state = { ...step.state, ...patch }
}

export function emit(step: Step, event: SessionEvent): void {
  step.effects.push({ do: 'emit', event })
}

export function fail(step: Step, code: ErrorCode, detail: Record<string, string | number>, commandId: string | undefined): void {
  emit(step, { type: 'failed', code, detail, commandId: commandId ?? null })
}

export function mint(step: Step, prefix: 'item' | 'resp'): string {
  const [id, ids] = mintId(step.state.ids, prefix)
  change(step, { ids })
  return id
}
