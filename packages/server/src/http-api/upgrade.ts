import type { IncomingMessage } from 'node:http'
import type { Config } from '../config/contract.js'
import type { HealthReport, UpgradeRequest } from './contract.js'
import { checkCredential, type KeyRing, shownKey } from './credential.js'
import { refuseForeign } from './origin.js'

export const realtimePath = '/v1/realtime'
/** Where the socket is, and that of translation sessions. */
export const socketPaths: readonly string[] = [realtimePath, `${realtimePath}/translations`]

/** What a socket may be opened for by name (`?intent=`); without one it is a conversation. */
const intents: readonly string[] = ['transcription']

/** A client is let in, or it is told why not before the socket opens. */
export type UpgradeDecision =
  | { readonly kind: 'accepted'; readonly request: UpgradeRequest }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string; readonly param: string | null }

export interface Doorway {
  readonly server: Config['server']
  readonly secrets: KeyRing['secrets']
  readonly openSessions: number
  /** Whether this is a client of a session that has its place already. */
  readonly awaits: (client: Extract<UpgradeRequest['resume'], { readonly kind: 'comes-back' }>) => boolean
  readonly status: HealthReport['status'] | 'closing'
}

/** Who may open a realtime socket. Pure; the order of the checks is the order in which a client learns of its mistakes. */
export function decideUpgrade(incoming: Pick<IncomingMessage, 'url' | 'headers'>, remoteAddress: string, doorway: Doorway): UpgradeDecision {
  const { server, secrets, openSessions, status, awaits } = doorway
  const { headers } = incoming
  const url = URL.canParse(incoming.url ?? '', 'http://host') ? new URL(incoming.url ?? '', 'http://host') : null
  const path = url?.pathname.replace(/(?<=.)\/$/, '') ?? ''
  if (!url || !socketPaths.includes(path))
    return refuse(404, 'not_found', `There is no socket at ${path || 'this address'}. The realtime socket is ${realtimePath}.`)
  const foreign = refuseForeign(headers, server)
  if (foreign) return refuse(403, 'origin_not_allowed', foreign)
  const subprotocols = offeredSubprotocols(headers['sec-websocket-protocol'])
  const credential = checkCredential(shownKey(headers, subprotocols), { apiKeys: server.apiKeys, secrets })
  if (!credential) {
    return refuse(401, 'missing_api_key', missingKey)
  }
  const intent = url.searchParams.get('intent') ?? ''
  if (intent !== '' && !intents.includes(intent)) {
    const message = `Invalid value: '${intent.slice(0, 64)}'. Supported values are: ${intents.map((each) => `'${each}'`).join(', ')}; without an intent it is a conversation.`
    return refuse(400, 'invalid_value', message, 'intent')
  }
  if (status === 'closing') return refuse(503, 'server_closing', 'The server is shutting down. Try again in a moment.')
  if (status === 'warming') return refuse(503, 'server_warming', 'The server is still warming up. Try again in a moment.')
  if (status === 'failed') return refuse(503, 'server_failed', 'The server could not start all its parts. Its log and /healthz say which.')
  const resume = resumeOffered(subprotocols)
  if (openSessions >= server.maxSessions && !(resume.kind === 'comes-back' && awaits(resume))) {
    return refuse(429, 'too_many_sessions', `All ${server.maxSessions} sessions of this server are in use. Try again later, or raise --max-sessions.`)
  }
  const beta = String(headers['openai-beta'] ?? '').includes('realtime=v1') || subprotocols.includes('openai-beta.realtime-v1')
  return { kind: 'accepted', request: { path, model: url.searchParams.get('model'), query: url.searchParams, credential, beta, remoteAddress, resume } }
}

/** `sidetone.v1`: it can; `sidetone-resume.TOKEN.COUNT`: it does. */
function resumeOffered(subprotocols: readonly string[]): UpgradeRequest['resume'] {
  if (!subprotocols.includes('sidetone.v1')) return { kind: 'cannot' }
  const [token, received] =
    subprotocols
      .map((each) => /^sidetone-resume\.([\w-]{1,64})\.(\d{1,15})$/.exec(each))
      .find((match) => match !== null)
      ?.slice(1) ?? []
  return token !== undefined && received !== undefined ? { kind: 'comes-back', token, received: Number(received) } : { kind: 'can' }
}

/** `realtime` when the client offers it, none otherwise: a token with a key in it must never be sent back. */
export function selectSubprotocol(offered: ReadonlySet<string>): string | false {
  return offered.has('realtime') ? 'realtime' : false
}

function offeredSubprotocols(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

export const missingKey = 'This server needs an API key. Send it as "Authorization: Bearer KEY", or from a browser as a subprotocol.'

function refuse(status: number, code: string, message: string, param: string | null = null): UpgradeDecision {
  return { kind: 'refused', status, code, message, param }
}
