import { z } from 'zod'
import { limits } from '../../vocabulary/limits.js'
import { array, identifier, type Refusal, refuse, text } from './fields.js'

/* What a client may say of MCP servers. */

const toolNames = array(identifier, limits.tools)
const toolFilter = z.strictObject({ tool_names: toolNames.optional(), read_only: z.boolean().optional() })

const serverUrl = z.string().max(2_048).check(refuse(wrongUrl))

function wrongUrl(value: string): Refusal | null {
  const url = URL.canParse(value) ? new URL(value) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return { code: 'invalid_value', say: (path) => `Invalid '${path}'. Expected an https or http URL.` }
  if (url.username !== '' || url.password !== '')
    return { code: 'invalid_value', say: (path) => `Invalid '${path}'. Expected a URL without a user name or password; use 'authorization'.` }
  return null
}

/** Names that say how a request travels; they are the sender's alone. */
const ownHeaders = /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*|mcp-session-id)$/i
/** RFC 9110, 5.6.2 and 5.5. */
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/
const mostHeaders = 32

const headers = z.record(z.string(), z.string().max(8_192)).check(
  refuse((value) => {
    const names = Object.keys(value)
    if (names.length > mostHeaders) return { code: 'object_above_max_properties', say: (path) => `Invalid '${path}': at most ${mostHeaders} headers are sent.` }
    const wrong = names.find((name) => !headerName.test(name) || ownHeaders.test(name) || !headerValue.test(value[name] ?? ''))
    return wrong === undefined ? null : { code: 'invalid_value', say: (path) => `Invalid '${path}': the header '${wrong.slice(0, 64)}' cannot be sent.` }
  }),
)

/** Services that only their host can reach. */
const notHere = z
  .unknown()
  .check(
    refuse(() => ({
      code: 'invalid_value',
      say: (path) => `Unsupported parameter: '${path}'. This server has no connectors or tunnels of its own; name the server by 'server_url'.`,
    })),
  )
  .optional()

export const mcpTool = z
  .strictObject({
    type: z.literal('mcp'),
    server_label: identifier,
    server_url: serverUrl.optional(),
    server_description: text.nullable().optional(),
    authorization: z.string().max(8_192).regex(headerValue).nullable().optional(),
    headers: headers.nullable().optional(),
    allowed_tools: z.union([toolNames, toolFilter]).nullable().optional(),
    require_approval: z
      .union([z.enum(['always', 'never']), z.strictObject({ always: toolFilter.optional(), never: toolFilter.optional() })])
      .nullable()
      .optional(),
    connector_id: notHere,
    tunnel_id: notHere,
  })
  .check(
    refuse(
      ({ authorization, headers: sent }) =>
        (authorization ?? null) !== null && Object.keys(sent ?? {}).some((name) => name.toLowerCase() === 'authorization')
          ? { code: 'invalid_value', say: (path) => `Invalid '${path}': there is a header of that name in 'headers' too. Send one of them.` }
          : null,
      ['authorization'],
    ),
  )

export const mcpToolChoice = z.strictObject({ type: z.literal('mcp'), server_label: identifier, name: identifier.nullable().optional() })

export const approvalResponse = {
  type: z.literal('mcp_approval_response'),
  approval_request_id: identifier,
  approve: z.boolean(),
  reason: text.nullable().optional(),
} as const

export function duplicateLabel(tools: readonly { readonly type: string; readonly server_label?: string }[]): Refusal | null {
  const seen = new Set<string>()
  for (const { server_label: label } of tools) {
    if (label !== undefined && seen.has(label)) {
      return { code: 'invalid_value', say: (path) => `Invalid '${path}': the server_label '${label.slice(0, 64)}' stands there twice.` }
    }
    if (label !== undefined) seen.add(label)
  }
  return null
}
