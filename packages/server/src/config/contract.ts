import type { SpeculationLimit } from '../lib/speculation.js'

/** Everything that can be configured: read once at start from flags, environment and `sidetone.config.json`, then frozen. */
export interface Config {
  readonly server: {
    /** Loopback unless told otherwise. */
    readonly host: string
    readonly port: number
    /** `self-signed` makes a certificate on the spot. */
    readonly tls: { kind: 'none' } | { kind: 'self-signed' } | { kind: 'files'; certFile: string; keyFile: string }
    /** Keys that clients must show; empty on loopback: any key, or none, is taken. */
    readonly apiKeys: readonly string[]
    /** Lets anyone in without a key although the host is not loopback. */
    readonly allowAnonymous: boolean
    /** Web pages that may connect besides those on loopback and on the server's own host: `https://app.example.com`, or `*` for all. */
    readonly allowedOrigins: readonly string[]
    readonly maxSessions: number
    /** Requests of each speech endpoint that are worked on at a time, and that wait. */
    readonly maxRequests: number
    readonly maxWaitingRequests: number
    /** How long a session waits for its client after a lost connection; 0: not at all. */
    readonly resumeForMs: number
  }
  readonly models: {
    /** null: the user's cache folder. */
    readonly dir: string | null
    readonly vad: string
    readonly recogniser: string
  }
  readonly languageModel:
    | { kind: 'auto' }
    | { kind: 'builtin' }
    | { kind: 'openai-compatible'; baseUrl: string; apiKey: string | null; model: string | null }
    | { kind: 'scripted'; file: string }
  /** What tells from the sound of a turn whether the speaker is done, besides his words. */
  readonly turnModel: { kind: 'none' } | { kind: 'smart-turn'; file: string }
  readonly replies: {
    /** How far reply audio may run ahead of real time, in ms. */
    readonly leadMs: number
    readonly tokensPerMinute: number
    /** Estimated tokens that the language model is given for a reply. */
    readonly contextTokens: number
    /** Longest wait for a language model's first word, and for each next one, in ms. */
    readonly languageModelTimeoutMs: number
    /** What may be begun before it is decided that the user has finished. */
    readonly speculation: SpeculationLimit
  }
  /** Instructions that clients name by id, each by version, oldest first. `{{name}}` stands for a variable. */
  readonly prompts: { readonly [promptId: string]: { readonly [version: string]: string } }
  /** Tools that servers elsewhere run (Model Context Protocol). */
  readonly mcp: {
    /** Servers that clients may name; empty: none. */
    readonly allowedServers: readonly string[]
    /** Lets them be on loopback and in private networks. */
    readonly allowPrivateAddresses: boolean
    /** Lets them be reached without TLS although they are not on loopback. */
    readonly allowPlainHttp: boolean
  }
  readonly recording: {
    /** Where each session is recorded, with voices and words; null: nothing is. */
    readonly dir: string | null
    /** Limits of one session's recording. */
    readonly maxSeconds: number
    readonly maxMegabytes: number
  }
  /** Calls over WebRTC. */
  readonly webrtc: {
    /** Addresses to offer in place of those that fit the host: public ones, behind address translation. */
    readonly addresses: readonly string[]
    /** UDP ports to use; null: any free ones. */
    readonly ports: { readonly first: number; readonly last: number } | null
  }
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent' }
}
