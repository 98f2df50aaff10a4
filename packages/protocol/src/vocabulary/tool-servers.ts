import type { Json, ToolChoice } from './settings.js'

/** Tools that are meant: by name, by whether they say that they only read, or both. null: any. */
export interface ToolFilter {
  readonly names: readonly string[] | null
  readonly readOnly: boolean | null
}

/** Whether the client is asked before a tool is called. What neither filter names is asked about. */
export type ToolApproval = 'always' | 'never' | { readonly always: ToolFilter | null; readonly never: ToolFilter | null }

/** A server elsewhere whose tools the model may call and that we call ourselves. */
export interface ToolServer {
  /** Its name in this session. */
  readonly label: string
  /** null: the session knows it by its label. */
  readonly url: string | null
  readonly description: string | null
  /** Secret: what it is shown as a bearer. Goes to the server and nowhere else. */
  readonly authorization: string | null
  /** Secret, likewise. */
  readonly headers: { readonly [name: string]: string }
  /** null: all that it has. */
  readonly allowedTools: ToolFilter | null
  readonly approval: ToolApproval
}

/** A tool as its server describes it. `parameters` is a JSON Schema. */
export interface ServerTool {
  readonly name: string
  readonly description: string | null
  readonly parameters: Json
  readonly annotations: Json
}

/** One tool of a server, or any (`tool: null`), must be called. */
export type ServerToolChoice = { readonly server: string; readonly tool: string | null }

export type AnyToolChoice = ToolChoice | ServerToolChoice

/** What became of a call without an output: the server broke the protocol or refused, could not be reached, or the tool itself failed. */
export type CallFailure =
  | { readonly kind: 'protocol'; readonly code: number; readonly message: string }
  | { readonly kind: 'http'; readonly code: number; readonly message: string }
  | { readonly kind: 'execution'; readonly message: string }
