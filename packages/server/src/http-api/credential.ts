import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Credential } from './contract.js'

const keySubprotocol = 'openai-insecure-api-key.'

/** The key a client shows: `Authorization: Bearer`, then `api-key`, then the subprotocol browsers use. null: none. */
export function shownKey(headers: IncomingHttpHeaders, subprotocols: readonly string[]): string | null {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer) return bearer
  const header = headers['api-key']
  if (typeof header === 'string' && header !== '') return header
  const offered = subprotocols.find((each) => each.startsWith(keySubprotocol))?.slice(keySubprotocol.length)
  return offered ? offered : null
}

/** null: a key is needed and none was shown. Without configured keys anyone is welcome, with any key or none. */
export function checkCredential(key: string | null, apiKeys: readonly string[]): Credential | null {
  if (apiKeys.length === 0) return { kind: 'accepted' }
  if (key === null) return null
  const shown = digest(key)
  // All keys are compared, and always 32 bytes, so that the time taken tells nothing.
  const known = apiKeys.reduce((found, each) => timingSafeEqual(digest(each), shown) || found, false)
  return { kind: known ? 'accepted' : 'unknown-key' }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
