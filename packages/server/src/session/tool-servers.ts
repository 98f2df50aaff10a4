import { type ErrorCode, type Item, type ItemId, limits, type ServerTool, type ToolFilter, type ToolServer } from '@sidetone/protocol'
import { remedyFor } from './allowed-server.js'
import { appendItem, lastItemId, previousItemId, replaceItem } from './conversation.js'
import type { SessionState } from './state.js'
import { change, emit, mint, type Step } from './step.js'

/** A server that the session has named. `listId` is the item that tells of its tools. */
export interface KnownServer {
  readonly definition: ToolServer
  readonly listId: ItemId
  readonly tools: 'listing' | 'failed' | readonly ServerTool[]
}

export type Resolved = { ok: true; servers: readonly ToolServer[] } | { ok: false; code: ErrorCode; detail: Record<string, string | number> }

/** The servers that a client names, with what the session knows of them by their labels. All of them or none. Rule M1. */
export function resolveToolServers(state: SessionState, named: readonly ToolServer[]): Resolved {
  const servers: ToolServer[] = []
  for (const each of named) {
    const server = each.url === null ? state.toolServers.get(each.label)?.definition : each
    if (!server || server.url === null) return { ok: false, code: 'tool-server-unknown', detail: { label: each.label } }
    const remedy = remedyFor(server.url, state.abilities.toolServers)
    if (remedy !== null) return { ok: false, code: 'tool-server-not-allowed', detail: { url: new URL(server.url).origin, remedy } }
    servers.push(server)
  }
  const labels = new Set([...state.toolServers.keys(), ...servers.map((server) => server.label)])
  if (labels.size > limits.toolServers) return { ok: false, code: 'too-many-tool-servers', detail: { limit: limits.toolServers } }
  return { ok: true, servers }
}

/** Servers that are new, or are now reached otherwise, are asked for their tools, and so are those that failed. Rule M2. */
export function learnToolServers(step: Step, servers: readonly ToolServer[]): void {
  for (const server of servers) {
    const known = step.state.toolServers.get(server.label)
    if (known && known.tools !== 'failed' && isReachedAlike(known.definition, server)) setServer(step, { ...known, definition: server })
    else {
      if (known?.tools === 'listing') {
        step.effects.push({ do: 'stop-server-work', itemId: known.listId })
        endList(step, known.listId, { code: 'tool-server-failed', message: 'The server was defined anew.' })
      }
      askForTools(step, server)
    }
  }
}

function askForTools(step: Step, server: ToolServer): void {
  const listId = mint(step, 'item')
  const item: Item = { type: 'tool-list', id: listId, status: 'in-progress', server: server.label, tools: [] }
  const previous = lastItemId(step.state.conversation)
  setServer(step, { definition: server, listId, tools: 'listing' })
  change(step, { conversation: appendItem(step.state.conversation, item) })
  emit(step, { type: 'item-added', item, previousItemId: previous })
  emit(step, { type: 'tool-list-started', itemId: listId })
  step.effects.push({ do: 'list-tools', itemId: listId, server })
}

/** What a server answered. A list that is not awaited (any more) changes nothing. Rule M2. */
export function endList(step: Step, itemId: ItemId, outcome: { tools: readonly ServerTool[] } | { code: ErrorCode; message: string }): void {
  const known = [...step.state.toolServers.values()].find((each) => each.listId === itemId)
  if (known?.tools !== 'listing') return
  const { definition } = known
  const tools = 'tools' in outcome ? outcome.tools.filter((tool) => isMeant(tool, definition.allowedTools)) : []
  const status = 'tools' in outcome ? 'completed' : 'incomplete'
  const item: Item = { type: 'tool-list', id: itemId, status, server: definition.label, tools }
  setServer(step, { ...known, tools: 'tools' in outcome ? tools : 'failed' })
  change(step, { conversation: replaceItem(step.state.conversation, item) })
  if ('tools' in outcome) emit(step, { type: 'tool-list-ended', itemId })
  else emit(step, { type: 'tool-list-failed', itemId, code: outcome.code, message: outcome.message })
  emit(step, { type: 'item-ended', item, previousItemId: previousItemId(step.state.conversation, itemId) })
}

function setServer(step: Step, server: KnownServer): void {
  change(step, { toolServers: new Map(step.state.toolServers).set(server.definition.label, server) })
}

/** The same tools are to be had of both. */
export function isReachedAlike(a: ToolServer, b: ToolServer): boolean {
  const reach = ({ url, authorization, headers, allowedTools }: ToolServer) =>
    JSON.stringify([url, authorization, Object.entries(headers).sort(), allowedTools])
  return reach(a) === reach(b)
}

/** What a tool says of itself counts as what it is: a server that is trusted at all is trusted in this. */
export function isMeant({ name, annotations }: ServerTool, filter: ToolFilter | null): boolean {
  if (filter === null) return true
  const readOnly = typeof annotations === 'object' && annotations !== null && 'readOnlyHint' in annotations && annotations.readOnlyHint === true
  return (filter.names === null || filter.names.includes(name)) && (filter.readOnly === null || filter.readOnly === readOnly)
}

/** Rule M5. What both filters name is asked about, and so is what neither names. */
export function needsApproval(tool: ServerTool, { approval }: ToolServer): boolean {
  if (typeof approval === 'string') return approval === 'always'
  if (approval.always !== null && isMeant(tool, approval.always)) return true
  return approval.never === null || !isMeant(tool, approval.never)
}
