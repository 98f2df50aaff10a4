import type { Item, ItemId, Truncation } from '@sidetone/protocol'
import { estimateTokens, imageTokens } from '../lib/estimate-tokens.js'

export type FittedContext =
  /** What a reply sees, and what it does not see any more: the oldest, in order. */
  { readonly fits: true; readonly items: readonly Item[]; readonly dropped: readonly Item[] } | { readonly fits: false }

/** Items that only make sense together: a message, or a call and its output. */
type Unit = readonly Item[]

/** Roles and separators around each message, by OpenAI's counting recipe. */
const tokensPerItem = 4

/**
 * Decides what is left out of a context of more than `mostTokens` (estimated): the oldest turns, until the rest is within what is to be kept. System messages
 * in front and the latest turn stay; within the latest turn the oldest steps after the user's words go next, and its last step stays whatever it costs.
 */
export function fitContext(items: readonly Item[], truncation: Truncation, mostTokens: number): FittedContext {
  const ownLimit = truncation.kind === 'retention-ratio' ? (truncation.mostTokens ?? mostTokens) : mostTokens
  const limitTokens = Math.max(0, Math.min(mostTokens, ownLimit))
  if (contextTokens(items) <= limitTokens) return { fits: true, items, dropped: [] }
  if (truncation.kind === 'disabled') return { fits: false }
  const keptTokens = truncation.kind === 'retention-ratio' ? limitTokens * truncation.ratio : limitTokens

  const body = items.findIndex((item) => item.type !== 'system-message')
  if (body < 0) return { fits: true, items, dropped: [] }
  const inFront = items.slice(0, body)
  const turns = toTurns(toUnits(items.slice(body)))
  let overTokens = contextTokens(items) - keptTokens
  while (turns.length > 1 && overTokens > 0) overTokens -= contextTokens(turns.shift()?.flat() ?? [])
  const [latest = []] = turns
  while (turns.length === 1 && latest.length > 2 && overTokens > 0) overTokens -= contextTokens(latest.splice(1, 1).flat())
  const kept: ReadonlySet<ItemId> = new Set([...inFront, ...turns.flat(2)].map(({ id }) => id))
  return { fits: true, items: items.filter(({ id }) => kept.has(id)), dropped: items.filter(({ id }) => !kept.has(id)) }
}

/** The estimated size of items for a language model, which reads speech as words. */
export function contextTokens(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + tokensPerItem + itemTokens(item), 0)
}

function itemTokens(item: Item): number {
  switch (item.type) {
    case 'tool-call':
      return estimateTokens(item.name) + estimateTokens(item.arguments)
    case 'tool-output':
      return estimateTokens(item.output)
    case 'server-call':
      return estimateTokens(item.name) + estimateTokens(item.arguments) + estimateTokens(item.output ?? item.failure?.message ?? '')
    // Not told to the model: it is offered the tools, and sees the call when it has run.
    case 'tool-list':
    case 'approval-request':
    case 'approval-response':
      return 0
    default:
      return item.content.reduce((sum, part) => {
        if (part.type === 'image') return sum + imageTokens
        return sum + estimateTokens(part.type === 'audio' ? (part.transcript ?? '') : part.text)
      }, 0)
  }
}

/** An output belongs to the call before it that it answers. */
function toUnits(items: readonly Item[]): Unit[] {
  const units: Item[][] = []
  const calls = new Map<string, Item[]>()
  for (const item of items) {
    const call = item.type === 'tool-output' ? calls.get(item.callId) : undefined
    if (call) call.push(item)
    else units.push([item])
    if (item.type === 'tool-call') calls.set(item.callId, units.at(-1) as Item[])
  }
  return units
}

/** A turn starts with the user's words. */
function toTurns(units: readonly Unit[]): Unit[][] {
  const turns: Unit[][] = []
  for (const unit of units) {
    if (unit[0]?.type === 'user-message' || turns.length === 0) turns.push([unit])
    else turns.at(-1)?.push(unit)
  }
  return turns
}
