import type { CallId, ItemId } from './ids.js'

export type ItemStatus = 'in-progress' | 'completed' | 'incomplete'

export type UserPart =
  | { type: 'text'; text: string }
  /** `transcript` is null until recognition has ended. `durationMs` counts what was committed. */
  | { type: 'audio'; transcript: string | null; durationMs: number }
  | { type: 'image'; url: string; detail: 'auto' | 'low' | 'high' }

export type AssistantPart =
  | { type: 'text'; text: string }
  /** What was said. After an interruption or a truncation: only the words that were heard, and `cutOff`, since there was more. */
  | { type: 'audio'; transcript: string; cutOff?: true }

export type UserMessage = { type: 'user-message'; id: ItemId; status: ItemStatus; content: readonly UserPart[] }
export type AssistantMessage = { type: 'assistant-message'; id: ItemId; status: ItemStatus; content: readonly AssistantPart[] }
export type SystemMessage = { type: 'system-message'; id: ItemId; status: ItemStatus; content: readonly { type: 'text'; text: string }[] }
/** `arguments` is the JSON text as the model wrote it. */
export type ToolCall = { type: 'tool-call'; id: ItemId; status: ItemStatus; callId: CallId; name: string; arguments: string }
export type ToolOutput = { type: 'tool-output'; id: ItemId; callId: CallId; output: string }

/** One entry of a conversation. */
export type Item = UserMessage | AssistantMessage | SystemMessage | ToolCall | ToolOutput

/** An item that a client brings: its id may be left to us. Client items enter the conversation completed. */
export type NewItem = Item extends infer Each ? (Each extends Item ? Omit<Each, 'id' | 'status'> & { id?: ItemId } : never) : never
