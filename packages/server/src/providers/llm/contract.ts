import type { Json, ReasoningEffort, Tool, ToolChoice } from '@sidetone/protocol'

export type ChatMessage =
  | { role: 'system'; text: string }
  | { role: 'user'; text: string; imageUrls: readonly string[] }
  | { role: 'assistant'; text: string; toolCalls: readonly { callId: string; name: string; arguments: string }[] }
  | { role: 'tool'; callId: string; output: string }

export interface ChatRequest {
  readonly messages: readonly ChatMessage[]
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice
  readonly maxOutputTokens: number | 'unlimited'
  /** Absent: the model's own way. */
  readonly reasoningEffort?: ReasoningEffort
  readonly parallelToolCalls?: boolean
  readonly metadata?: Json
}

/** What a model says, as it says it. A call is started once, then its arguments arrive as JSON text. `end` is always the last part. */
export type ChatPart =
  | { type: 'text-delta'; delta: string }
  | { type: 'tool-call-start'; callId: string; name: string }
  | { type: 'tool-call-delta'; callId: string; delta: string }
  | { type: 'tool-call-end'; callId: string }
  | {
      type: 'end'
      because: 'completed' | 'max-output-tokens' | 'content-filter'
      usage: { inputTokens: number; outputTokens: number; cachedTokens: number } | null
    }

export interface LanguageModel {
  readonly name: string
  readonly seesImages: boolean
  /** It answers as it does and follows no instructions: it cannot be asked for a summary. */
  readonly answersOnly?: true
  /**
   * Streams one answer. An abort stops the work at once and throws the signal's reason; failures throw `SidetoneError`
   * (`language-model-failed`, `-unreachable`, `-timed-out`).
   */
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatPart>
  close(): Promise<void>
}
