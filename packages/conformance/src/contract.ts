/** How sure a rule is: seen in recorded traffic of OpenAI's service, written in the published types and guides, or our reading of both and of clients. */
export type Standing = 'recorded' | 'documented' | 'reading'

// biome-ignore lint/suspicious/noExplicitAny: any server may send anything; the shapes say what is wrong with it
export type WireEvent = { readonly type: string; readonly event_id?: any } & { readonly [field: string]: any }

/** What every check has: a lasting name with the number of its rule (`RT-7.5-text-turn`), and what it proves. */
export interface CheckName {
  readonly id: string
  readonly title: string
  readonly standing: Standing
}

/** `skipped`: it could not be told this time; `not-applicable`: the rule does not concern this server or this run. */
export type Outcome =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'fail'; readonly problem: string; readonly expected: readonly string[]; readonly seen: readonly string[] }
  | { readonly verdict: 'skipped' | 'not-applicable'; readonly reason: string }

export type Result = CheckName & { readonly area: string; readonly tookMs: number } & Outcome

export interface EventCoverage {
  readonly type: string
  readonly state: 'seen' | 'not-seen' | 'elsewhere'
  /** Why it is not expected over a WebSocket. */
  readonly because?: string
}

export interface Report {
  /** Without key or query. */
  readonly server: string
  readonly startedAt: string
  readonly tookMs: number
  readonly results: readonly Result[]
  /** Client events: seen means that the server gave the answer that they ask for. */
  readonly clientEvents: readonly EventCoverage[]
  readonly serverEvents: readonly EventCoverage[]
  /** What the server sent beyond the published API; no failure. */
  readonly notes: readonly string[]
}

export interface ConformanceOptions {
  /** `wss://host/v1/realtime`, without a model. */
  readonly url: string
  readonly apiKey?: string
  readonly model?: string
  /** More headers for each connection. */
  readonly headers?: Readonly<Record<string, string>>
  /** A certificate to trust, PEM. */
  readonly certificate?: string
  /** The longest that one check may take. Default 30,000. */
  readonly timeoutMs?: number
  /** Checks at a time, each with its own connections. Default 4. */
  readonly concurrency?: number
  /** Parts of ids: a check runs when its id contains one of them. Default: all. */
  readonly only?: readonly string[]
  /** Speech to say, as a WAV file: 16-bit PCM or u-law. Default: a question in English. */
  readonly speech?: Uint8Array
  /** The name that a model for transcribing goes by. Default `gpt-4o-mini-transcribe`. */
  readonly transcriptionModel?: string
  /** The address of an MCP server that the Realtime server can reach. Default: its checks are left out. */
  readonly mcpUrl?: string
  /** Told of each result as it comes. */
  readonly onResult?: (result: Result, done: number, of: number) => void
}
