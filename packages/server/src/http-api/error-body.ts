/** An error over HTTP, in the shape that clients of the API know. */
export interface ErrorBody {
  readonly error: { readonly message: string; readonly type: string; readonly param: null; readonly code: string }
}

export function errorBody(status: number, code: string, message: string): ErrorBody {
  return { error: { message, type: status >= 500 ? 'server_error' : 'invalid_request_error', param: null, code } }
}
