import type { CallId, ItemId } from './ids.js'
import type { CallFailure, ServerTool } from './tool-servers.js'

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

/** What a tool server offers; empty while it is asked, and when it could not be. `server` is its label. */
export type ToolList = { type: 'tool-list'; id: ItemId; status: ItemStatus; server: string; tools: readonly ServerTool[] }
/** A call of a tool that its server runs. `output` and `failure` are null until it has ended; one of them is then there. */
export type ServerCall = {
  type: 'server-call'
  id: ItemId
  status: ItemStatus
  server: string
  callId: CallId
  name: string
  arguments: string
  approvalRequestId: ItemId | null
  output: string | null
  failure: CallFailure | null
}
/** The call waits until the client has answered. */
export type ApprovalRequest = { type: 'approval-request'; id: ItemId; server: string; name: string; arguments: string }
export type ApprovalResponse = { type: 'approval-response'; id: ItemId; approvalRequestId: ItemId; approve: boolean; reason: string | null }

/** One entry of a conversation. */
export type Item = UserMessage | AssistantMessage | SystemMessage | ToolCall | ToolOutput | ToolList | ServerCall | ApprovalRequest | ApprovalResponse

type ItemOfClient = Exclude<Item, ToolList | ServerCall | ApprovalRequest>

/** An item that a client brings: its id may be left to us. Client items enter the conversation completed. */
export type NewItem = ItemOfClient extends infer Each ? (Each extends ItemOfClient ? Omit<Each, 'id' | 'status'> & { id?: ItemId } : never) : never
