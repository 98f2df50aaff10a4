/** An error over HTTP, in the shape that clients of the API know. */
export interface ErrorBody {
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string | null }
}

export function errorBody(status: number, code: string | null, message: string, param: string | null = null): ErrorBody {
  return { error: { message, type: errorType(status), param, code } }
}

function errorType(status: number): string {
  if (status >= 500) return 'server_error'
  return status === 429 ? 'rate_limit_error' : 'invalid_request_error'
}
