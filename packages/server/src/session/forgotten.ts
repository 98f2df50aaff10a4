import type { Item, ItemId } from '@sidetone/protocol'
import { estimateTokens } from '../lib/estimate-tokens.js'
import type { Input } from './contract.js'
import { type FittedContext, fitContext } from './fit-context.js'
import type { ReplyPlan } from './state.js'
import { change, emit, type Step } from './step.js'

/** What replies no longer see of the conversation, where it became too long. Its items stay in the conversation. Rules T1 to T6. */
export interface Forgotten {
  readonly itemIds: ReadonlySet<ItemId>
  /** What was said in them, as far as it was summed up. */
  readonly summary: string | null
  /** Items that the summary does not hold yet, in order. */
  readonly notSummedUp: readonly Item[]
  /** So many of them are being summed up; null: nothing is. */
  readonly summingUp: number | null
}

export const nothingForgotten: Forgotten = { itemIds: new Set(), summary: null, notSummedUp: [], summingUp: null }

/** A summary that takes longer has failed. Rule N7. */
export const summaryLimitMs = 30_000
/** What thinking adds to the instructions: how to speak, and what signs stand for. */
const addedTokens = 150

/** What a reply sees. What it does not see any more is forgotten for the replies that follow. Rules T1 to T3. */
export function contextOf(step: Step, plan: ReplyPlan, items: readonly Item[]): FittedContext {
  const { forgotten, abilities, settings } = step.state
  const { summary } = forgotten
  const ownContext = plan.context !== null
  const toolTokens = plan.tools.reduce((sum, tool) => sum + estimateTokens(tool.name + (tool.description ?? '') + JSON.stringify(tool.parameters)), 0)
  const besideTokens = estimateTokens(plan.instructions) + toolTokens + addedTokens + (ownContext ? 0 : estimateTokens(summary ?? ''))
  const seen = ownContext ? items : items.filter(({ id }) => !forgotten.itemIds.has(id))
  const fitted = fitContext(seen, settings.truncation ?? { kind: 'auto' }, abilities.contextTokens - besideTokens)
  if (fitted.fits && !ownContext && !plan.outOfBand && fitted.dropped.length > 0) {
    change(step, {
      forgotten: {
        ...forgotten,
        itemIds: new Set([...forgotten.itemIds, ...fitted.dropped.map(({ id }) => id)]),
        notSummedUp: abilities.summarises ? [...forgotten.notSummedUp, ...fitted.dropped] : [],
      },
    })
  }
  return fitted
}

/** Beside the reply that has ended, what was left out is summed up. Rule T4. */
export function startSummary(step: Step): void {
  const { forgotten, conversation } = step.state
  if (forgotten.summingUp !== null) return
  // What a client has deleted is not told of.
  const present = new Set(conversation.map(({ id }) => id))
  const items = forgotten.notSummedUp.filter(({ id }) => present.has(id))
  if (items.length === 0) return
  change(step, { forgotten: { ...forgotten, notSummedUp: items, summingUp: items.length } })
  step.effects.push({ do: 'start-summary', request: { before: forgotten.summary, items } }, { do: 'arm-timer', timer: 'summary', delayMs: summaryLimitMs })
}

/** A summary gives way to a reply, and is made anew behind it. Rule T5. */
export function stopSummary(step: Step): void {
  const { forgotten } = step.state
  if (forgotten.summingUp === null) return
  change(step, { forgotten: { ...forgotten, summingUp: null } })
  step.effects.push({ do: 'stop-summary' }, { do: 'cancel-timer', timer: 'summary' })
}

export function onSummary(step: Step, summary: string): void {
  const { forgotten } = step.state
  if (forgotten.summingUp === null) return
  const notSummedUp = forgotten.notSummedUp.slice(forgotten.summingUp)
  change(step, { forgotten: { ...forgotten, summary, notSummedUp, summingUp: null } })
  step.effects.push({ do: 'cancel-timer', timer: 'summary' })
}

/** Replies are made without it, and it is tried again behind the next one. */
export function onSummaryFailed(step: Step, failure: Input & { type: 'summary-failed' }): void {
  if (step.state.forgotten.summingUp === null) return
  stopSummary(step)
  emit(step, failure)
}
