import type { Tool } from '../contract.js'

/** A call as the wire tells it. */
export interface Call {
  readonly callId: string
  readonly name: string
  readonly arguments: string
}

export interface ToolAnswer {
  readonly callId: string
  /** What the model is told. */
  readonly output: string
  readonly failure: { readonly name: string; readonly cause: unknown } | null
}

/** Runs one call. What goes wrong becomes an answer that the model can speak of, and a failure for the application. */
export async function runTool(tools: ReadonlyMap<string, Tool>, call: Call, signal: AbortSignal): Promise<ToolAnswer> {
  try {
    const tool = tools.get(call.name)
    if (!tool) throw new TypeError(`There is no tool named ${call.name}.`)
    const result = await tool.run(JSON.parse(call.arguments || '{}'), { callId: call.callId, signal })
    return { callId: call.callId, output: typeof result === 'string' ? result : JSON.stringify(result ?? null), failure: null }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    return { callId: call.callId, output: JSON.stringify({ error: message }), failure: { name: call.name, cause } }
  }
}
