import type { Item, ReasoningEffort, Tool, ToolChoice } from '@sidetone/protocol'
import type { ChatPart } from '../providers/llm/contract.js'

/** What a reply is made from. `items` hold what was heard, not what was generated. */
export interface ThinkingRequest {
  readonly instructions: string
  readonly items: readonly Item[]
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice
  readonly maxOutputTokens: number | 'unlimited'
  /** A spoken answer wants short sentences and no markup. */
  readonly modality: 'audio' | 'text'
  /** Of what was said before the items; absent: nothing was, or nobody has summed it up. */
  readonly summary?: string
  /** Absent: the model's own way. */
  readonly reasoningEffort?: ReasoningEffort
  readonly parallelToolCalls?: boolean
}

/** `before`: the summary that the new one takes the place of, null when there is none. */
export interface SummaryRequest {
  readonly before: string | null
  readonly items: readonly Item[]
}

export type Think = (request: ThinkingRequest, signal: AbortSignal) => AsyncIterable<ChatPart>

/** A short summary, of at most `summaryCharacters`. Fails as thinking does. */
export type Summarise = (request: SummaryRequest, signal: AbortSignal) => Promise<string>

export const summaryCharacters = 1_500
