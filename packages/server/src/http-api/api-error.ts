/** Why a request over HTTP is refused, as its client is told. */
export interface Refusal {
  readonly status: number
  readonly code: string | null
  readonly message: string
  /** The field at fault, as `session.audio.output.voice`. */
  readonly param?: string | null
  /** When to come again, in seconds. */
  readonly retryAfterSeconds?: number
}

/** A refusal on its way through `throw`. */
export class ApiError extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options)
    this.name = 'ApiError'
    this.refusal = refusal
  }
}

/** A mistake in one field of a request. */
export function invalidField(param: string, message: string, code = 'invalid_value'): ApiError {
  return new ApiError({ status: 400, code, message, param })
}
