import type { Json, ServerTool, ToolServer } from '@sidetone/protocol'
import { limits } from '@sidetone/protocol'

/** JSON text of one tool: its name, description, schema and annotations. */
const mostCharacters = 32_768
/** Deeper than any schema; what is told to clients is written by recursion. */
const mostLevels = 100

interface ToolAsTold {
  readonly name: string
  readonly description?: string | undefined
  readonly inputSchema: unknown
  readonly annotations?: unknown
}

/** Tools as a server tells of them, within the limits; throws with the limit that they break. Tools that `allowed_tools` leaves out do not count. */
export function serverTools(told: readonly ToolAsTold[], { allowedTools }: ToolServer): ServerTool[] {
  const names = allowedTools?.names ?? null
  const meant = told.filter(({ name }) => names === null || names.includes(name))
  if (meant.length > limits.tools) throw new Error(`The MCP server has ${meant.length} tools, and at most ${limits.tools} are taken. Choose by allowed_tools.`)
  return meant.map(({ name, description = null, inputSchema, annotations = null }) => {
    if (isDeeperThan(inputSchema, mostLevels) || isDeeperThan(annotations, mostLevels))
      throw new Error(`The tool ${shown(name)} has a schema of too many levels.`)
    const tool: ServerTool = { name, description, parameters: inputSchema as Json, annotations: annotations as Json }
    if (JSON.stringify(tool).length > mostCharacters) throw new Error(`The description of the tool ${shown(name)} is longer than ${mostCharacters} characters.`)
    return tool
  })
}

function shown(name: string): string {
  return `"${name.slice(0, 64)}"`
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((each) => isDeeperThan(each, depth - 1))
}
