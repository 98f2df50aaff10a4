import { type Dialect, type ErrorCode, errorTable, type SessionKind, type SessionSnapshot, type SettingsPatch } from '@sidetone/protocol'
import {
  openaiRealtime,
  openaiTranscription,
  readClientSecretRequest,
  readSessionFields,
  type WireError,
  writeError,
  writeSessionFields,
} from '@sidetone/protocol/openai-realtime'
import { openaiRealtimeBeta } from '@sidetone/protocol/openai-realtime-beta'
import { openaiTranslation, readSecretSession } from '@sidetone/protocol/openai-realtime-translation'
import type { Clock } from '../lib/clock.js'
import type { Abilities } from '../session/state.js'
import { startingSettings } from './starting-settings.js'

interface Refusal {
  readonly code: ErrorCode
  readonly detail: { readonly [name: string]: string | number }
}

export interface MintingParts {
  readonly abilities: Abilities
  readonly clock: Clock
  /** An id for the session as it is shown; the session that is opened gets its own. */
  readonly mintSessionId: () => string
  /** Why no translation sessions are to be had here; null: they are. */
  readonly noTranslation: Refusal | null
  /** Keeps what the key is good for. null: no more keys can be kept. */
  readonly keep: (
    session: { readonly kind: SessionKind; readonly patch: SettingsPatch },
    lifetimeMs: number,
  ) => { readonly value: string; readonly expiresAtMs: number } | null
}

/** The JSON body to answer with, or what is wrong in the words of the wire. `full`: too many keys are alive. */
export type Minting =
  | { readonly kind: 'minted'; readonly body: object }
  | { readonly kind: 'refused'; readonly status: number; readonly error: WireError }
  | { readonly kind: 'full' }

/** Mints an ephemeral key for sessions that start as `body` says: read, checked and completed as a session's own settings are. */
export function mintClientSecret(body: unknown, parts: MintingParts): Minting {
  const request = readClientSecretRequest(body)
  if ('error' in request) return refused(request.error)
  const kind = kindAsked(request.session)
  const bound = bind(kind.type === 'transcription' ? openaiTranscription(null) : openaiRealtime, kind, {}, request.session, parts)
  return 'error' in bound ? bound.error : mint(kind, bound, request.lifetimeMs, parts)
}

/** What a session starts with that comes with the offer of a call: read and checked as that of a key. */
export function readCallSession(
  session: unknown,
  parts: MintingParts,
): { readonly kind: 'read'; readonly session: { readonly kind: SessionKind; readonly patch: SettingsPatch } } | Refused {
  const kind = kindAsked(session)
  const bound = bind(kind.type === 'transcription' ? openaiTranscription(null) : openaiRealtime, kind, {}, session, parts)
  return 'error' in bound ? bound.error : { kind: 'read', session: { kind, patch: bound.patch } }
}

const translation: SessionKind = { type: 'translation' }

/** The same for translation sessions, which have fields of their own, and a model that only the key can name. */
export function mintTranslationSecret(body: unknown, parts: MintingParts): Minting {
  const request = readClientSecretRequest(body)
  if ('error' in request) return refused(request.error)
  if (parts.noTranslation) return refusedAs(openaiTranslation, parts.noTranslation)
  const asked = readSecretSession(request.session)
  if ('error' in asked) return refused(asked.error)
  const bound = bind(openaiTranslation, translation, { model: asked.model }, asked.update, parts)
  return 'error' in bound ? bound.error : mint(translation, bound, request.lifetimeMs, parts)
}

function mint(kind: SessionKind, { patch, shown }: Bound, lifetimeMs: number, { keep }: MintingParts): Minting {
  const secret = keep({ kind, patch }, lifetimeMs)
  if (!secret) return { kind: 'full' }
  return { kind: 'minted', body: { value: secret.value, expires_at: unixSeconds(secret.expiresAtMs), session: shown } }
}

const conversation: SessionKind = { type: 'realtime' }

/** What is no session at all is refused as a conversation's. */
function kindAsked(session: unknown): SessionKind {
  const type = typeof session === 'object' && session !== null && 'type' in session ? session.type : undefined
  return type === 'transcription' ? { type } : conversation
}

/** How long a key of the beta lives. */
const betaLifetimeMs = 60_000

/** The older way, in the beta's form: `body` is the session itself, and so is the answer, with the key in it. */
export function mintBetaSession(body: unknown, parts: MintingParts): Minting {
  const bound = bind(openaiRealtimeBeta, conversation, {}, body ?? {}, parts)
  if ('error' in bound) return { ...bound.error, error: withoutRoot(bound.error.error) }
  const secret = parts.keep({ kind: conversation, patch: bound.patch }, betaLifetimeMs)
  if (!secret) return { kind: 'full' }
  return { kind: 'minted', body: { ...bound.shown, client_secret: { value: secret.value, expires_at: unixSeconds(secret.expiresAtMs) } } }
}

/** The fields of a session stand at the root of this body. */
function withoutRoot(error: WireError): WireError {
  return { ...error, message: error.message.replaceAll("'session.", "'"), param: error.param?.replace(/^session\./, '') ?? null }
}

interface Bound {
  readonly patch: SettingsPatch
  /** The whole session as its client is told of it. */
  readonly shown: { readonly [field: string]: unknown }
}

/** Reads the fields of a session over what is said of it already. */
function bind(
  dialect: Dialect,
  kind: SessionKind,
  said: SettingsPatch,
  session: unknown,
  { abilities, clock, mintSessionId }: MintingParts,
): Bound | { readonly error: Refused } {
  const expiresAtMs = clock.wallTime().getTime() + abilities.sessionMs
  const id = mintSessionId()
  const start = (bound: SettingsPatch) =>
    startingSettings({ model: null, bound, initial: dialect.initialSettings, voices: abilities.voices, prompts: abilities.prompts })
  const usual = start({})
  if (!usual.ok) throw new Error(`The dialect's own settings are refused: ${usual.code}`)
  const starting: SessionSnapshot = { id, kind, settings: usual.settings, expiresAtMs }
  const read = session === undefined ? { patch: {} } : readSessionFields(dialect, starting, session)
  if ('error' in read) return { error: refused(read.error) }
  const patch = { ...said, ...read.patch }
  const merged = start(patch)
  if (!merged.ok) return { error: refusedAs(dialect, merged) }
  return { patch, shown: writeSessionFields(dialect, { ...starting, settings: merged.settings }) }
}

type Refused = Minting & { readonly kind: 'refused' }

function refused(error: WireError): Refused {
  return { kind: 'refused', status: 400, error }
}

function refusedAs(dialect: Dialect, { code, detail }: Refusal): Refused {
  return { kind: 'refused', status: errorTable[code].httpStatus, error: writeError(dialect, code, detail) }
}

function unixSeconds(ms: number): number {
  return Math.floor(ms / 1000)
}
