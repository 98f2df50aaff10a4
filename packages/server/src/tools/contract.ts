import type { CallFailure, Json, ServerTool, ToolServer } from '@sidetone/protocol'

/** Which tool servers a session may name. Checked when one is named; where its name leads is checked when it is connected to. */
export interface ToolServerPolicy {
  /** `mcp.example.com`, `*.example.com`, `127.0.0.1:8931`, `https://example.com/mcp`, or `*` for any. Empty: none. */
  readonly allowed: readonly string[]
  /** Lets servers be reached without TLS although they are not on loopback. */
  readonly allowPlainHttp: boolean
}

/** The tool servers of one session. Connections are made when they are needed and kept until `close`. */
export interface ToolServers {
  /** What the server offers. Throws `SidetoneError('tool-server-failed')`, or the signal's reason. */
  list(server: ToolServer, signal: AbortSignal): Promise<readonly ServerTool[]>
  /** Runs a tool; its output as text. Throws `ToolCallError`, or the signal's reason. */
  call(server: ToolServer, name: string, values: { readonly [name: string]: Json }, signal: AbortSignal): Promise<string>
  /** Idempotent. What still runs ends. */
  close(): void
}

export type OpenToolServers = () => ToolServers

/** A call that came to nothing. Recognise it by `failure`. */
export class ToolCallError extends Error {
  readonly failure: CallFailure
  constructor(failure: CallFailure, options?: ErrorOptions) {
    super(failure.message, options)
    this.name = 'ToolCallError'
    this.failure = failure
  }
}
