import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ApiParts } from './api.js'
import { ApiError } from './api-error.js'
import type { Minting } from './contract.js'

/** A session with a hundred described tools and long instructions is far below it. */
const bodyLimit = 1024 * 1024

/** `POST /v1/realtime/client_secrets`, the same for translation sessions, and `/v1/realtime/sessions` in the beta's form: ephemeral keys for browsers and phones, bound to a session's settings. */
export function addClientSecrets(app: FastifyInstance, { engine }: ApiParts): void {
  app.post('/v1/realtime/client_secrets', { bodyLimit }, async (request, reply) => answer(reply, engine().mintClientSecret(request.body)))
  app.post('/v1/realtime/translations/client_secrets', { bodyLimit }, async (request, reply) => answer(reply, engine().mintTranslationSecret(request.body)))
  app.post('/v1/realtime/sessions', { bodyLimit }, async (request, reply) => answer(reply, engine().mintBetaSession(request.body)))
}

function answer(reply: FastifyReply, minting: Minting): FastifyReply {
  switch (minting.kind) {
    case 'minted':
      return reply.header('cache-control', 'no-store').send(minting.body)
    case 'refused':
      throw new ApiError({ status: minting.status, ...minting.error })
    case 'full':
      throw new ApiError({ status: 429, code: 'rate_limit_exceeded', message: 'Too many ephemeral keys are alive. Try again later.', retryAfterSeconds: 10 })
  }
}
