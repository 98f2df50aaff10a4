import { z } from 'zod'
import { ApiError, invalidField } from './api-error.js'

/** Reads the fields of a request. Throws `ApiError` for the first that is wrong, in the words of the API. Fields that are not known are passed over. */
export function readFields<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError({ status: 400, code: 'invalid_type', message: 'Expected a JSON object.' })
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const param = issue?.path.join('.') ?? ''
  const value = issue?.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], body)
  if (value === undefined) throw invalidField(param, `Missing required parameter: '${param}'.`, 'missing_required_parameter')
  throw invalidField(param, `Invalid '${param}': ${issue?.message ?? 'not as expected'}.`)
}

/** A field that takes one of these words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, {
    error: ({ input }) => `'${String(input).slice(0, 64)}' is none of the supported values ${words.map((word) => `'${word}'`).join(', ')}`,
  })
}
