import type { CallFailure, ToolServer } from '@sidetone/protocol'
import type { Sdk } from './load-sdk.js'

/** Longer sentences of a server are cut. */
const mostCharacters = 500

/** What went wrong, without the secrets that the server was shown, which it may repeat. */
export function failureOf(error: unknown, server: ToolServer, sdk: Sdk): CallFailure {
  const message = withoutSecrets(messageOf(error), server).slice(0, mostCharacters)
  if (error instanceof sdk.McpError) return { kind: 'protocol', code: error.code, message }
  if (error instanceof sdk.StreamableHTTPError || error instanceof sdk.SseError) return { kind: 'http', code: error.code ?? badGateway, message }
  return { kind: 'http', code: badGateway, message }
}

/** RFC 9110, 15.6.3: no valid answer came from where it was asked for. */
const badGateway = 502

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The MCP server failed.'
  const { code } = error as NodeJS.ErrnoException
  // Node says nothing else of a host with several addresses none of which answers.
  if (error.message === '') return `The MCP server cannot be reached${code === undefined ? '' : `: ${code}`}.`
  return error.message
}

export function withoutSecrets(text: string, { authorization, headers }: ToolServer): string {
  const secrets = [authorization?.replace(/^\w+ /, ''), ...Object.values(headers)].filter((secret) => secret !== undefined && secret.length > 3)
  return secrets.reduce<string>((left, secret) => left.replaceAll(secret as string, '[removed]'), text)
}
