import type { Tool } from '../contract.js'
import type { WireSession } from '../session/session-updates.js'

/** The tools of the application, as the wire has them. */
export function wireTools(tools: ReadonlyMap<string, Tool>): readonly WireSession[] {
  return [...tools].map(([name, { description, parameters }]) => ({ type: 'function', name, description, parameters }))
}
