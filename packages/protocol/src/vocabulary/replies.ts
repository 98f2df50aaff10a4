import type { AudioFormat } from './audio-format.js'
import type { ErrorCode } from './errors.js'
import type { ItemId, ReplyId } from './ids.js'
import type { Item, NewItem } from './items.js'
import type { PromptReference, ReasoningEffort, Tool } from './settings.js'
import type { AnyToolChoice, ToolServer } from './tool-servers.js'

/**
 * What speech during a reply does to it where the turn engine decides: stop it at once, stop it at the end of its sentence, or nothing. What the user
 * says meanwhile is kept for the next turn.
 */
export type InterruptionPolicy = 'allow' | 'finish-sentence' | 'refuse'

/** What a client may say of one reply; what is absent comes from the session's settings. */
export interface ReplyOptions {
  /** Out of band (`none`): the reply neither enters nor blocks the conversation. */
  readonly conversation?: 'default' | 'none'
  /** Replaces the conversation as context. Empty: no context. */
  readonly input?: readonly (NewItem | { readonly type: 'item-reference'; readonly id: ItemId })[]
  readonly instructions?: string
  readonly modality?: 'audio' | 'text'
  readonly tools?: readonly Tool[]
  readonly toolServers?: readonly ToolServer[]
  readonly toolChoice?: AnyToolChoice
  readonly maxOutputTokens?: number | 'unlimited'
  readonly outputFormat?: AudioFormat
  readonly voice?: string
  readonly metadata?: { readonly [key: string]: string } | null
  readonly interruption?: InterruptionPolicy
  /** Takes the place of the session's instructions, unless there are `instructions` too. */
  readonly prompt?: PromptReference | null
  readonly reasoningEffort?: ReasoningEffort | null
  readonly parallelToolCalls?: boolean
}

export type ReplyStatus =
  | { readonly phase: 'in-progress' }
  | { readonly phase: 'completed' }
  | { readonly phase: 'cancelled'; readonly because: 'turn-detected' | 'client-cancelled' }
  | { readonly phase: 'incomplete'; readonly because: 'max-output-tokens' | 'content-filter' }
  | { readonly phase: 'failed'; readonly code: ErrorCode; readonly message: string }

/** Counted in tokens. Audio is counted by time: input 10 a second, output 20 a second (OpenAI's published rates). */
export interface Usage {
  readonly inputTextTokens: number
  readonly inputAudioTokens: number
  readonly inputImageTokens: number
  readonly cachedTextTokens: number
  readonly outputTextTokens: number
  readonly outputAudioTokens: number
}

/** A reply as it stands at the moment of an event. */
export interface ReplySnapshot {
  readonly id: ReplyId
  readonly status: ReplyStatus
  readonly output: readonly Item[]
  readonly outOfBand: boolean
  readonly modality: 'audio' | 'text'
  readonly maxOutputTokens: number | 'unlimited'
  readonly voice: string
  readonly outputFormat: AudioFormat
  readonly metadata: { readonly [key: string]: string } | null
  /** null while in progress. */
  readonly usage: Usage | null
}
