import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { BoundSession, Credential } from './contract.js'
import { ephemeralPrefix } from './secret-store.js'

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

/** The keys that are known: those configured, and the ephemeral ones. */
export interface KeyRing {
  readonly apiKeys: readonly string[]
  readonly secrets: { find(value: string): BoundSession | null }
}

/**
 * null: a key is needed and none was shown. Without configured keys anyone is welcome, with any key or none; only an ephemeral key that is not, or no
 * longer, known is refused all the same, since its session would not be the one that its client was promised.
 */
export function checkCredential(key: string | null, { apiKeys, secrets }: KeyRing): Credential | null {
  if (key === null) return apiKeys.length === 0 ? { kind: 'accepted' } : null
  const shown = digest(key)
  // All keys are compared, and always 32 bytes, so that the time taken tells nothing.
  if (apiKeys.reduce((found, each) => timingSafeEqual(digest(each), shown) || found, false)) return { kind: 'accepted' }
  if (key.startsWith(ephemeralPrefix)) {
    const session = secrets.find(key)
    return session ? { kind: 'ephemeral', session } : { kind: 'unknown-key' }
  }
  return { kind: apiKeys.length === 0 ? 'accepted' : 'unknown-key' }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
