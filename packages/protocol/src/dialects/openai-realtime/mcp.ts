import type { ItemStatus, ServerCall, ToolList } from '../../vocabulary/items.js'
import type { Json } from '../../vocabulary/settings.js'
import type { AnyToolChoice, CallFailure, ServerTool, ToolFilter, ToolServer } from '../../vocabulary/tool-servers.js'
import type { WireCallError, WireItem, WireMcpTool, WireToolFilter } from './server-events.js'
import type { WireTool, WireToolChoice } from './wire.js'

type WireServer = Extract<WireTool, { type: 'mcp' }>

export function readToolServers(tools: readonly WireTool[]): ToolServer[] {
  return tools.flatMap((tool) => (tool.type === 'mcp' ? [readServer(tool)] : []))
}

function readServer(tool: WireServer): ToolServer {
  const { require_approval: approval, allowed_tools: allowed } = tool
  return {
    label: tool.server_label,
    url: tool.server_url ?? null,
    description: tool.server_description ?? null,
    authorization: tool.authorization ?? null,
    headers: tool.headers ?? {},
    allowedTools: !allowed ? null : Array.isArray(allowed) ? { names: allowed, readOnly: null } : readFilter(allowed),
    // OpenAI's default: nothing is called, and no data leaves, without the client's word.
    approval:
      typeof approval === 'object' && approval !== null ? { always: readFilter(approval.always), never: readFilter(approval.never) } : (approval ?? 'always'),
  }
}

type WireFilterIn = { tool_names?: string[] | undefined; read_only?: boolean | undefined }

function readFilter(filter: WireFilterIn): ToolFilter
function readFilter(filter: WireFilterIn | undefined): ToolFilter | null
function readFilter(filter: WireFilterIn | undefined): ToolFilter | null {
  return filter ? { names: filter.tool_names ?? null, readOnly: filter.read_only ?? null } : null
}

/** Without the secrets: what a client has shown us for its server is repeated to nobody. */
export function writeToolServer(server: ToolServer): WireMcpTool {
  const { approval, allowedTools } = server
  return {
    type: 'mcp',
    server_label: server.label,
    server_url: server.url ?? '',
    server_description: server.description,
    allowed_tools: allowedTools && (allowedTools.names !== null && allowedTools.readOnly === null ? [...allowedTools.names] : writeFilter(allowedTools)),
    require_approval:
      typeof approval === 'string'
        ? approval
        : { ...(approval.always && { always: writeFilter(approval.always) }), ...(approval.never && { never: writeFilter(approval.never) }) },
  }
}

function writeFilter({ names, readOnly }: ToolFilter): WireToolFilter {
  return { ...(names !== null && { tool_names: [...names] }), ...(readOnly !== null && { read_only: readOnly }) }
}

export function readToolChoice(choice: WireToolChoice): AnyToolChoice {
  if (typeof choice === 'string') return choice
  return choice.type === 'mcp' ? { server: choice.server_label, tool: choice.name ?? null } : { tool: choice.name }
}

export function writeToolChoice(choice: AnyToolChoice): WireToolChoice {
  if (typeof choice === 'string') return choice
  if (!('server' in choice)) return { type: 'function', name: choice.tool }
  return { type: 'mcp', server_label: choice.server, ...(choice.tool !== null && { name: choice.tool }) }
}

export function writeToolList(list: ToolList): WireItem {
  return { id: list.id, type: 'mcp_list_tools', server_label: list.server, tools: list.tools.map(writeServerTool) }
}

/** A description is always there: @openai/agents-realtime takes none as null. */
function writeServerTool({ name, description, parameters, annotations }: ServerTool): {
  name: string
  description: string
  input_schema: Json
  annotations: Json
} {
  return { name, description: description ?? '', input_schema: parameters, annotations }
}

export function writeServerCall(call: ServerCall): WireItem {
  return {
    id: call.id,
    type: 'mcp_call',
    status: writeCallStatus(call.status),
    server_label: call.server,
    name: call.name,
    arguments: call.arguments,
    approval_request_id: call.approvalRequestId,
    output: call.output,
    error: call.failure && writeFailure(call.failure),
  }
}

function writeCallStatus(status: ItemStatus): 'in_progress' | 'completed' | 'incomplete' {
  return status === 'in-progress' ? 'in_progress' : status
}

export function writeFailure(failure: CallFailure): WireCallError {
  switch (failure.kind) {
    case 'protocol':
      return { type: 'protocol_error', code: failure.code, message: failure.message }
    case 'http':
      return { type: 'http_error', code: failure.code, message: failure.message }
    case 'execution':
      return { type: 'tool_execution_error', message: failure.message }
  }
}
