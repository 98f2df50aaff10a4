import type { Item, Tool, ToolChoice } from '@sidetone/protocol'
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
}

export type Think = (request: ThinkingRequest, signal: AbortSignal) => AsyncIterable<ChatPart>
