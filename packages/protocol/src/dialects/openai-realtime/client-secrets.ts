import { z } from 'zod'
import type { SessionSnapshot } from '../../vocabulary/events.js'
import type { SettingsPatch } from '../../vocabulary/settings.js'
import { invalidRequest, type WireError } from './errors.js'
import { integer } from './fields.js'
import { readMessage } from './read.js'
import { firstRefusal, kindWord } from './refusals.js'
import type { WireSession } from './server-events.js'
import { writeSession } from './session.js'

/** Bounds and default of OpenAI's API, in seconds. */
export const secretLifetimeSeconds = { least: 10, most: 7_200, usual: 600 } as const

const secretRequest = z.strictObject({
  expires_after: z
    .strictObject({ anchor: z.literal('created_at'), seconds: integer(secretLifetimeSeconds.least, secretLifetimeSeconds.most).optional() })
    .nullable()
    .optional(),
  session: z.unknown().optional(),
})

/** What an ephemeral key is asked for: the settings that its sessions start with, and how long it lives. */
export interface ClientSecretRequest {
  readonly patch: SettingsPatch
  readonly lifetimeSeconds: number
}

/** The parsed JSON body of `POST /v1/realtime/client_secrets`; undefined: there was none. The session is read, and refused, as an update of a session is. */
export function readClientSecretRequest(body: unknown): ClientSecretRequest | { readonly error: WireError } {
  const fields = body ?? {}
  if (typeof fields !== 'object' || Array.isArray(fields)) {
    return { error: invalidRequest('invalid_type', `Expected a JSON object, but got ${kindWord(fields)} instead.`) }
  }
  const parsed = secretRequest.safeParse(fields)
  if (!parsed.success) return { error: firstRefusal(parsed.error.issues, fields) }
  const { session, expires_after } = parsed.data
  const lifetimeSeconds = expires_after?.seconds ?? secretLifetimeSeconds.usual
  if (session === undefined) return { patch: {}, lifetimeSeconds }
  const outcome = readMessage(JSON.stringify({ type: 'session.update', session }), null)
  if ('error' in outcome) return { error: outcome.error }
  return { patch: outcome.command.type === 'update-settings' ? outcome.command.patch : {}, lifetimeSeconds }
}

export interface WireClientSecret {
  readonly value: string
  /** Unix seconds. */
  readonly expires_at: number
  readonly session: WireSession
}

/** The answer: the session as it will start, whose own time has not begun (`expires_at` 0). */
export function writeClientSecret(secret: { readonly value: string; readonly expiresAtMs: number }, session: SessionSnapshot): WireClientSecret {
  return { value: secret.value, expires_at: Math.floor(secret.expiresAtMs / 1000), session: { ...writeSession(session), expires_at: 0 } }
}
