import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/contract.js'
import { ApiError } from './api-error.js'
import type { ApiEngine, BoundSession, CallDesk, Credential, HealthReport } from './contract.js'
import { checkCredential, type KeyRing, shownKey } from './credential.js'
import { callBodyLimit, readCallRequest } from './read-call-request.js'
import { missingKey, realtimePath } from './upgrade.js'

export interface CallParts {
  readonly server: Config['server']
  readonly secrets: KeyRing['secrets']
  readonly status: () => HealthReport['status'] | 'closing'
  /** Sessions of all kinds. */
  readonly openSessions: () => number
  readonly engine: () => ApiEngine | null
  readonly desk: CallDesk
}

type Welcome = Exclude<Credential, { kind: 'unknown-key' }>

const callsPath = `${realtimePath}/calls`
const retryAfterSeconds = 1
/** What a caller gets who is refused for the time being. */
const notNow = {
  closing: { status: 503, code: 'server_closing', message: 'The server is shutting down. Try again in a moment.', retryAfterSeconds },
  warming: { status: 503, code: 'server_warming', message: 'The server is still warming up. Try again in a moment.', retryAfterSeconds },
  failed: { status: 503, code: 'server_failed', message: 'The server could not start all its parts. Its log and /healthz say which.', retryAfterSeconds },
} as const

/** `POST /v1/realtime/calls`: an SDP offer is answered, and the session opens over the data channel. `…/hangup` ends a call. */
export function addCalls(app: FastifyInstance, parts: CallParts): void {
  app.register(async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: callBodyLimit }, (_, body, done) => done(null, body))
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', `req_${randomBytes(16).toString('hex')}`)
      welcome(request, parts)
    })
    scope.post(callsPath, async (request, reply) => answerCall(request, reply, parts))
    scope.post<{ Params: { callId: string } }>(`${callsPath}/:callId/hangup`, async (request, reply) => {
      if (!parts.desk.hangUp(request.params.callId)) throw noCall(request.params.callId)
      return reply.code(200).send()
    })
    for (const action of ['accept', 'reject', 'refer']) {
      scope.post(`${callsPath}/:callId/${action}`, async () => {
        throw new ApiError({ status: 404, code: 'not_found', message: `There is nothing to ${action}: this server takes no SIP calls.` })
      })
    }
    scope.post(realtimePath, async () => {
      throw new ApiError({ status: 400, code: 'beta_api_shape_disabled', message: `Offers are answered at ${callsPath}.` })
    })
  })
}

async function answerCall(request: FastifyRequest, reply: FastifyReply, parts: CallParts): Promise<FastifyReply> {
  const credential = welcome(request, parts)
  const { status, openSessions, engine, desk, server } = parts
  const now = status()
  const loaded = engine()
  if (now !== 'ready' || !loaded) throw new ApiError(notNow[now === 'ready' ? 'warming' : now])
  if (openSessions() >= server.maxSessions) {
    const message = `All ${server.maxSessions} sessions of this server are in use. Try again later, or raise --max-sessions.`
    throw new ApiError({ status: 429, code: 'too_many_sessions', message, retryAfterSeconds })
  }
  const contentType = request.headers['content-type'] ?? ''
  if (!/^\s*(application\/sdp|multipart\/form-data)\b/i.test(contentType) || !Buffer.isBuffer(request.body)) {
    const message = "Send the SDP offer as application/sdp, or as multipart/form-data with the parts 'sdp' and 'session'."
    throw new ApiError({ status: 415, code: 'unsupported_content_type', message })
  }
  const asked = readCallRequest(contentType, request.body)
  const bound = boundOf(credential, asked.session, loaded)
  const model = (request.query as { model?: unknown }).model
  try {
    const { callId, answer } = await desk.answer(asked.offer, { model: typeof model === 'string' ? model : null, bound, remoteAddress: request.ip })
    return reply.code(201).header('location', `${callsPath}/${callId}`).type('application/sdp').send(answer)
  } catch (error) {
    throw refusalOfOffer(error as Error)
  }
}

/** Lets in whoever may open a session, an ephemeral key as well as a plain one. Throws `ApiError`. */
function welcome({ headers }: FastifyRequest, { server, secrets }: CallParts): Welcome {
  const credential = checkCredential(shownKey(headers, []), { apiKeys: server.apiKeys, secrets })
  if (!credential) throw new ApiError({ status: 401, code: 'missing_api_key', message: missingKey })
  if (credential.kind === 'unknown-key') throw new ApiError({ status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided.' })
  return credential
}

/** What the session starts with: what the key was minted for, and over it what came with the offer. */
function boundOf(credential: Welcome, session: unknown, engine: ApiEngine): BoundSession | null {
  const ofKey = credential.kind === 'ephemeral' ? credential.session : null
  if (ofKey?.kind.type === 'translation') {
    throw new ApiError({ status: 400, code: 'invalid_value', message: 'Translation sessions run over a WebSocket only.' })
  }
  if (session === undefined) return ofKey
  const read = engine.readSession(session)
  if (read.kind === 'refused') throw new ApiError({ status: read.status, ...read.error })
  return { kind: read.session.kind, patch: { ...ofKey?.patch, ...read.session.patch } }
}

function refusalOfOffer(error: Error & { readonly code?: string }): Error {
  if (error.code === 'peers-unavailable') return new ApiError({ status: 503, code: 'calls_unavailable', message: error.message }, { cause: error })
  if (error.code !== 'invalid-offer') return error
  return new ApiError({ status: 400, code: 'invalid_offer', message: error.message, param: 'sdp' }, { cause: error })
}

function noCall(callId: string): ApiError {
  return new ApiError({ status: 404, code: 'call_not_found', message: `There is no call ${callId.slice(0, 64)}, or no longer.` })
}
