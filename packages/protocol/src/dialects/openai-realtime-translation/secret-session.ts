import { z } from 'zod'
import type { WireError } from '../openai-realtime/errors.js'
import { identifier } from '../openai-realtime/fields.js'
import { firstRefusal } from '../openai-realtime/refusals.js'

const body = z.object({ session: z.looseObject({ model: identifier }) })

/**
 * The `session` that a key for translation sessions is asked for: its model, which has to be named there and cannot be changed later, and apart from it what
 * an update could say as well, not yet read.
 */
export function readSecretSession(session: unknown): { readonly model: string; readonly update: object } | { readonly error: WireError } {
  const fields = { session }
  const parsed = body.safeParse(fields)
  if (!parsed.success) return { error: firstRefusal(parsed.error.issues, fields) }
  const { model, ...update } = parsed.data.session
  return { model, update }
}
