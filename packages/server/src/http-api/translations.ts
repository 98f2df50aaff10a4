import type { FastifyInstance } from 'fastify'
import { ApiError } from './api-error.js'

/** `POST /v1/audio/translations`: refused by name. The recogniser hears English only, so there is nothing to translate from. */
export function addTranslations(app: FastifyInstance): void {
  const message = 'This server does not translate audio: its recogniser hears English only. Use /v1/audio/transcriptions.'
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.post(
    '/v1/audio/translations',
    { onRequest: () => Promise.reject(new ApiError({ status: 400, code: 'unsupported_operation', message })) },
    async () => null,
  )
}
