import { limits, type ServerTool, type Tool, type ToolChoice, type ToolServer } from '@sidetone/protocol'
import type { ReplyPlan } from './state.js'
import { isReachedAlike, type KnownServer, needsApproval } from './tool-servers.js'

/** A tool of a server, as a reply may call it. */
export interface OfferedTool {
  readonly server: ToolServer
  readonly name: string
  readonly needsApproval: boolean
}

export interface Offer {
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice
  /** Which of the tools are run by servers, by the name that the model knows them by. */
  readonly serverTools: ReadonlyMap<string, OfferedTool>
}

/** The functions of the client, and the tools of servers that have told of theirs, under names of their own. Rule M3. */
export function offerTools(plan: ReplyPlan, known: ReadonlyMap<string, KnownServer>): Offer {
  const tools: Tool[] = [...plan.tools]
  const serverTools = new Map<string, OfferedTool>()
  const taken = new Set(tools.map((tool) => tool.name))
  for (const server of plan.outOfBand ? [] : plan.toolServers) {
    for (const tool of toolsOf(server, known)) {
      if (tools.length >= limits.tools) break
      const name = freeName(tool.name, server.label, taken)
      taken.add(name)
      tools.push({ name, description: describe(tool, server), parameters: tool.parameters })
      serverTools.set(name, { server, name: tool.name, needsApproval: needsApproval(tool, server) })
    }
  }
  return { serverTools, ...narrow(plan, tools, serverTools) }
}

function toolsOf(server: ToolServer, known: ReadonlyMap<string, KnownServer>): readonly ServerTool[] {
  const found = known.get(server.label)
  return !found || typeof found.tools === 'string' || !isReachedAlike(found.definition, server) ? [] : found.tools
}

function describe(tool: ServerTool, server: ToolServer): string | null {
  if (server.description === null) return tool.description
  return [tool.description, `(${server.label}: ${server.description})`].filter((part) => part !== null).join(' ')
}

/** What chat APIs take as the name of a function. */
const longestName = 64

/** The tool's own name where it is free, else with the server's before it. */
function freeName(name: string, label: string, taken: ReadonlySet<string>): string {
  const plain = toName(name)
  const full = toName(`${label}_${name}`)
  for (const each of [plain, full]) if (!taken.has(each)) return each
  for (let count = 2; ; count++) {
    const numbered = `${full.slice(0, longestName - 5)}_${count}`
    if (!taken.has(numbered)) return numbered
  }
}

function toName(text: string): string {
  return text.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, longestName) || '_'
}

/** A choice of a server, or of its tool, becomes one that a model knows. Of a server without tools (yet) there is nothing to choose. */
function narrow(plan: ReplyPlan, tools: readonly Tool[], serverTools: Offer['serverTools']): Pick<Offer, 'tools' | 'toolChoice'> {
  const choice = plan.toolChoice
  if (typeof choice === 'string' || !('server' in choice)) return { tools, toolChoice: choice }
  const chosen = tools.filter(({ name }) => {
    const offered = serverTools.get(name)
    return offered?.server.label === choice.server && (choice.tool === null || choice.tool === offered.name)
  })
  const [only] = chosen
  if (!only) return { tools, toolChoice: 'auto' }
  return choice.tool === null ? { tools: chosen, toolChoice: 'required' } : { tools, toolChoice: { tool: only.name } }
}
