import type { FastifyInstance } from 'fastify'
import { ApiError } from './api-error.js'
import type { ApiParts } from './api.js'

/** A session with a hundred described tools and long instructions is far below it. */
const bodyLimit = 1024 * 1024

/** `POST /v1/realtime/client_secrets`: ephemeral keys for browsers and phones, bound to a session's settings. */
export function addClientSecrets(app: FastifyInstance, { engine }: ApiParts): void {
  app.post('/v1/realtime/client_secrets', { bodyLimit }, async (request, reply) => {
    const minting = engine().mintClientSecret(request.body)
    switch (minting.kind) {
      case 'minted':
        return reply.header('cache-control', 'no-store').send(minting.body)
      case 'refused':
        throw new ApiError({ status: minting.status, ...minting.error })
      case 'full':
        throw new ApiError({ status: 429, code: 'rate_limit_exceeded', message: 'Too many ephemeral keys are alive. Try again later.', retryAfterSeconds: 10 })
    }
  })
}
