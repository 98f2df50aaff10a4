import { z } from 'zod'
import type { ErrorCode } from '../../vocabulary/errors.js'
import type { SessionSnapshot } from '../../vocabulary/events.js'
import type { SettingsPatch } from '../../vocabulary/settings.js'
import type { Dialect } from '../contract.js'
import { type ErrorDetail, invalidRequest, type WireError } from './errors.js'
import { integer } from './fields.js'
import { firstRefusal, kindWord } from './refusals.js'

/** Bounds and default of OpenAI's API, in seconds. */
const lifetimeSeconds = { least: 10, most: 7_200, usual: 600 } as const

const secretRequest = z.strictObject({
  expires_after: z
    .strictObject({ anchor: z.literal('created_at'), seconds: integer(lifetimeSeconds.least, lifetimeSeconds.most).optional() })
    .nullable()
    .optional(),
  session: z.unknown().optional(),
})

/** What an ephemeral key is asked for. `session`: the fields of the session as they were sent; undefined: none were. */
export interface ClientSecretRequest {
  readonly session: unknown
  readonly lifetimeMs: number
}

/** The parsed JSON body of `POST /v1/realtime/client_secrets`; undefined: there was none. */
export function readClientSecretRequest(body: unknown): ClientSecretRequest | { readonly error: WireError } {
  const fields = body ?? {}
  if (typeof fields !== 'object' || Array.isArray(fields)) {
    return { error: invalidRequest('invalid_type', `Expected a JSON object, but got ${kindWord(fields)} instead.`) }
  }
  const parsed = secretRequest.safeParse(fields)
  if (!parsed.success) return { error: firstRefusal(parsed.error.issues, fields) }
  const { session, expires_after } = parsed.data
  return { session, lifetimeMs: (expires_after?.seconds ?? lifetimeSeconds.usual) * 1000 }
}

/** Reads, and refuses, the fields of a session that is yet to begin just as a connection of this dialect does those of an update. `starting`: as it begins without them. */
export function readSessionFields(
  dialect: Dialect,
  starting: SessionSnapshot,
  session: unknown,
): { readonly patch: SettingsPatch } | { readonly error: WireError } {
  const connection = dialect.connect(() => '')
  connection.write({ type: 'session-started', session: starting })
  const result = connection.read(JSON.stringify({ type: 'session.update', session }))
  if (result.type === 'rejected') return { error: errorIn(result.message) }
  return { patch: result.type === 'command' && result.command.type === 'update-settings' ? result.command.patch : {} }
}

/** What a client of this dialect is told of an error of ours. */
export function writeError(dialect: Dialect, code: ErrorCode, detail: ErrorDetail): WireError {
  const [told = '{}'] = dialect.connect(() => '').write({ type: 'failed', code, detail, commandId: null })
  return errorIn(told)
}

function errorIn(told: string): WireError {
  const { type, code, message, param } = (JSON.parse(told) as { error: WireError }).error
  return { type, code, message, param }
}

/** The session as a client of this dialect is told of it; its own time has not begun (`expires_at` 0). */
export function writeSessionFields(dialect: Dialect, session: SessionSnapshot): { readonly [field: string]: unknown } {
  const [started = '{}'] = dialect.connect(() => '').write({ type: 'session-started', session })
  return { ...(JSON.parse(started) as { session?: object }).session, expires_at: 0 }
}
