import type { FastifyRequest } from 'fastify'
import { ApiError } from './api-error.js'
import { checkCredential, type KeyRing, shownKey } from './credential.js'
import { missingKey } from './upgrade.js'

/** Lets a request with a plain key in. Throws `ApiError`: 401 without a key or with a wrong one, 403 with an ephemeral one, which opens realtime sessions only. */
export function authorise({ headers }: FastifyRequest, keys: KeyRing): void {
  const credential = checkCredential(shownKey(headers, []), keys)
  switch (credential?.kind) {
    case 'accepted':
      return
    case 'ephemeral':
      throw new ApiError({ status: 403, code: 'ephemeral_key_not_allowed', message: 'An ephemeral key opens realtime sessions, nothing else. Use an API key.' })
    case 'unknown-key':
      throw new ApiError({ status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided.' })
    case undefined:
      throw new ApiError({ status: 401, code: 'missing_api_key', message: missingKey })
  }
}
