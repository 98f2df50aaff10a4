import { errorTable, type SettingsPatch } from '@sidetone/protocol'
import { openaiRealtime, readClientSecretRequest, type WireError, wireError, writeClientSecret } from '@sidetone/protocol/openai-realtime'
import type { Clock } from '../lib/clock.js'
import type { Abilities } from '../session/state.js'
import { startingSettings } from './starting-settings.js'

export interface MintingParts {
  readonly abilities: Abilities
  readonly clock: Clock
  /** An id for the session as it is shown; the session that is opened gets its own. */
  readonly mintSessionId: () => string
  /** Keeps what the key is good for. null: no more keys can be kept. */
  readonly keep: (session: { readonly patch: SettingsPatch }, lifetimeMs: number) => { readonly value: string; readonly expiresAtMs: number } | null
}

/** The JSON body to answer with, or what is wrong in the words of the wire. `full`: too many keys are alive. */
export type Minting =
  | { readonly kind: 'minted'; readonly body: object }
  | { readonly kind: 'refused'; readonly status: number; readonly error: WireError }
  | { readonly kind: 'full' }

/** Mints an ephemeral key for sessions that start as `body` says: read, checked and completed as a session's own settings are. */
export function mintClientSecret(body: unknown, { abilities, clock, mintSessionId, keep }: MintingParts): Minting {
  const request = readClientSecretRequest(body)
  if ('error' in request) return { kind: 'refused', status: 400, error: request.error }
  const { patch, lifetimeSeconds } = request
  const starting = startingSettings({ model: null, bound: patch, initial: openaiRealtime.initialSettings, voices: abilities.voices })
  if (!starting.ok) return { kind: 'refused', status: errorTable[starting.code].httpStatus, error: wireError(starting.code, starting.detail) }
  const secret = keep({ patch }, lifetimeSeconds * 1000)
  if (!secret) return { kind: 'full' }
  const expiresAtMs = clock.wallTime().getTime() + abilities.sessionMs
  return { kind: 'minted', body: writeClientSecret(secret, { id: mintSessionId(), settings: starting.settings, expiresAtMs }) }
}
