import { estimateTokens } from '../lib/estimate-tokens.js'
import type { ChatMessage } from '../providers/llm/contract.js'

/** What a prompt may hold where nothing else is said. Small local models start at a window of 4,096 and more; the answer needs its share of it. */
export const usualPromptTokens = 6_000

/** Messages that only make sense together: a message, or one with calls and their outputs. */
type Unit = readonly ChatMessage[]

/** What a picture counts: OpenAI's figure for low detail. */
const imageTokens = 85
/** Roles and separators around each message, by OpenAI's counting recipe. */
const tokensPerMessage = 4

/**
 * Leaves out the oldest turns until the rest is within the budget of estimated tokens. The instructions in front and the latest turn stay;
 * within the latest turn the oldest steps after the user's words go next, and its last step stays whatever it costs.
 */
export function fit(messages: readonly ChatMessage[], budgetTokens: number): readonly ChatMessage[] {
  const body = messages.findIndex((message) => message.role !== 'system')
  if (body < 0) return messages
  const instructions = messages.slice(0, body)
  let turns = toTurns(toUnits(messages.slice(body)))
  const spareTokens = () => budgetTokens - cost(instructions) - cost(turns.flat(2))
  while (turns.length > 1 && spareTokens() < 0) turns = turns.slice(1)
  let [latest = []] = turns
  while (turns.length === 1 && latest.length > 2 && spareTokens() < 0) {
    latest = [latest[0] as Unit, ...latest.slice(2)]
    turns = [latest]
  }
  return [...instructions, ...turns.flat(2)]
}

/** The estimated size of a prompt. */
export function cost(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + tokensPerMessage + contentTokens(message), 0)
}

function contentTokens(message: ChatMessage): number {
  switch (message.role) {
    case 'system':
      return estimateTokens(message.text)
    case 'user':
      return estimateTokens(message.text) + message.imageUrls.length * imageTokens
    case 'assistant':
      return estimateTokens(message.text) + message.toolCalls.reduce((sum, call) => sum + estimateTokens(call.name) + estimateTokens(call.arguments), 0)
    case 'tool':
      return estimateTokens(message.output)
  }
}

function toUnits(messages: readonly ChatMessage[]): Unit[] {
  const units: ChatMessage[][] = []
  for (const message of messages) {
    if (message.role === 'tool' && units.length > 0) units.at(-1)?.push(message)
    else units.push([message])
  }
  return units
}

/** A turn starts with the user's words. */
function toTurns(units: readonly Unit[]): Unit[][] {
  const turns: Unit[][] = []
  for (const unit of units) {
    if (unit[0]?.role === 'user' || turns.length === 0) turns.push([unit])
    else turns.at(-1)?.push(unit)
  }
  return turns
}
