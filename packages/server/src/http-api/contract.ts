import type { Link } from '../transports/contract.js'

/** What `/healthz` tells. Only `ready` is answered with 200. */
export interface HealthReport {
  readonly status: 'ready' | 'warming' | 'failed'
  readonly version: string
  /** Of each part that has to be there, such as `recogniser`: how it is. */
  readonly parts: Readonly<Record<string, 'ready' | 'warming' | 'failed'>>
}

/** `unknown-key`: the upgrade succeeded so that the client can be told in its own protocol; the gateway answers and closes. */
export type Credential = { readonly kind: 'accepted' } | { readonly kind: 'unknown-key' }

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

export type OnConnection = (link: Link, request: UpgradeRequest) => void

export interface HttpServer {
  /** Where a person on this machine reaches it: `http://127.0.0.1:4747`. */
  readonly url: string
  /** The same for realtime clients: `ws://127.0.0.1:4747/v1/realtime`. */
  readonly realtimeUrl: string
  readonly port: number
  /** The certificate to trust, when one was made on the spot. */
  readonly certificateFile: string | null
  /** Takes no more clients, tells those that are here to come again (1012), waits a bounded time for them; idempotent. */
  close(): Promise<void>
}
