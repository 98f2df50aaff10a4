import { errorTable, type SidetoneError } from '@sidetone/protocol'
import type { ApiError, Refusal } from './api-error.js'

/** What a client is told of a failure: of ours only that there was one, of a provider's by its code, of its own mistake all. */
export function refusalOf(error: Error & { readonly statusCode?: number; readonly code?: string }): Refusal {
  if (isApiError(error)) return error.refusal
  if (isSidetoneError(error)) return { status: errorTable[error.code].httpStatus, code: error.code.replaceAll('-', '_'), message: error.message }
  const status = error.statusCode ?? 500
  if (status >= 500) return { status, code: 'internal_error', message: 'The server had an error.' }
  return { status, code: status === 413 ? 'request_too_large' : 'bad_request', message: error.message }
}

function isApiError(error: Error): error is ApiError {
  return error.name === 'ApiError'
}

function isSidetoneError(error: Error): error is SidetoneError {
  return error.name === 'SidetoneError'
}
