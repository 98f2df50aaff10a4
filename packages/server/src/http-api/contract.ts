import type { SessionKind, SettingsPatch } from '@sidetone/protocol'
import type { TranscribeRecording } from '../listening/contract.js'
import type { LanguageModel } from '../providers/llm/contract.js'
import type { Pace, Speak } from '../speaking/contract.js'
import type { Link } from '../transports/contract.js'

/** What `/healthz` tells. Only `ready` is answered with 200. */
export interface HealthReport {
  readonly status: 'ready' | 'warming' | 'failed'
  readonly version: string
  /** Of each part that has to be there, such as `recogniser`: how it is. */
  readonly parts: Readonly<Record<string, 'ready' | 'warming' | 'failed'>>
}

/** `unknown-key`: the upgrade succeeded so that the client can be told in its own protocol; the gateway answers and closes. */
export type Credential =
  | { readonly kind: 'accepted' }
  /** An ephemeral key: it opens sessions that start as it says, and nothing else. */
  | { readonly kind: 'ephemeral'; readonly session: BoundSession }
  | { readonly kind: 'unknown-key' }

/** What an ephemeral key was minted for. */
export interface BoundSession {
  readonly kind: SessionKind
  /** The settings that its sessions start with. */
  readonly patch: SettingsPatch
}

/** A key that is good for a while. `value` is shown to its client once and kept nowhere. */
export interface EphemeralKey {
  readonly value: string
  readonly expiresAtMs: number
}

/** What is known of a client when its socket opens. Carries no key. */
export interface UpgradeRequest {
  readonly path: string
  /** What `?model=` asked for. */
  readonly model: string | null
  readonly query: URLSearchParams
  readonly credential: Credential
  /** The client speaks the beta names. */
  readonly beta: boolean
  readonly remoteAddress: string
  /** Whether the client can come back to a session after a lost connection, or does so now: with the token it was given, and how many messages it has. */
  readonly resume: { readonly kind: 'cannot' } | { readonly kind: 'can' } | { readonly kind: 'comes-back'; readonly token: string; readonly received: number }
}

/** What is known of a client when its offer of a call comes. Carries no key. */
export interface CallRequest {
  /** What `?model=` asked for. */
  readonly model: string | null
  /** What the session starts with, by the client's key or by what came with its offer; null: nothing was said. */
  readonly bound: BoundSession | null
  readonly remoteAddress: string
}

/** Answers calls and ends them. */
export interface CallDesk {
  /** Throws `OfferError`, or what keeps calls from being answered at all. */
  answer(offer: string, request: CallRequest): Promise<{ readonly callId: string; readonly answer: string }>
  /** False: there is no such call. */
  hangUp(callId: string): boolean
}

export type OnConnection = (link: Link, request: UpgradeRequest) => void

export interface HttpServer {
  /** Where a person on this machine reaches it: `http://127.0.0.1:4747`. */
  readonly url: string
  /** The same for realtime clients: `ws://127.0.0.1:4747/v1/realtime`. */
  readonly realtimeUrl: string
  /** The IP address at which it listens, also when its host is a name. */
  readonly address: string
  readonly port: number
  /** The certificate to trust, when one was made on the spot. */
  readonly certificateFile: string | null
  /** Takes no more clients, tells those that are here to come again (1012), waits a bounded time for them; idempotent. */
  close(): Promise<void>
}

/** Answers chat completions: a model of ours that says its parts, or a server of the same API to which requests are passed on. */
export type ChatSource = { readonly kind: 'model'; readonly model: LanguageModel } | { readonly kind: 'upstream'; readonly passOn: PassOn }

/** Passes the JSON body of a chat completion on. Throws `SidetoneError` (`language-model-unreachable`, `-timed-out`, `-failed`) or the signal's reason. */
export type PassOn = (body: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<PassedOn>

export interface PassedOn {
  readonly status: number
  readonly contentType: string
  /** Bytes as they come; ends the upstream request when it is left. */
  readonly body: AsyncIterable<Uint8Array>
}

/** What the endpoints beside the realtime socket are made of. */
export interface ApiEngine {
  /** Ids for `/v1/models`; the first is our own. */
  readonly modelNames: readonly string[]
  /** The first is the default. */
  readonly voices: readonly string[]
  readonly transcribe: TranscribeRecording
  readonly speak: Speak
  readonly createPace: () => Pace
  readonly chat: ChatSource
  mintClientSecret(body: unknown): Minting
  mintTranslationSecret(body: unknown): Minting
  /** The older way. */
  mintBetaSession(body: unknown): Minting
  /** The session that comes with the offer of a call. */
  readSession(session: unknown): { readonly kind: 'read'; readonly session: BoundSession } | (Minting & { readonly kind: 'refused' })
}

/** The JSON body to answer with, or what is wrong in the words of the wire. `full`: too many keys are alive. */
export type Minting =
  | { readonly kind: 'minted'; readonly body: object }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly error: { readonly code: string | null; readonly message: string; readonly param: string | null }
    }
  | { readonly kind: 'full' }
