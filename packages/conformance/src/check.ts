import type { Call, CallLog } from './call/call.js'
import type { DialOptions, Refused } from './call/dial.js'
import type { CheckName, ConformanceOptions } from './contract.js'

export interface HttpAnswer {
  readonly status: number
  /** null where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: any server may answer anything
  readonly body: any
}

/** What a scenario is given. Its connections are closed when it ends. */
export interface Bench {
  readonly options: ConformanceOptions
  /** 24 kHz. */
  readonly speech: Int16Array
  readonly signal: AbortSignal
  dial(options?: DialOptions): Promise<Call | Refused>
  /** A connection whose first event, `session.created`, has come. */
  open(options?: DialOptions): Promise<Call>
  /** One HTTP POST beside the sessions. */
  post(url: URL, body: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer>
  /** What this scenario brought; it is played once for all checks that ask for it. */
  played<T>(scenario: Scenario<T>): Promise<T>
}

export type Scenario<T> = (bench: Bench) => Promise<T>

/** A check plays something with the server, or it reviews all connections of the run, at its end. */
export type Check = CheckName &
  (
    | {
        readonly run: (bench: Bench) => Promise<void>
        readonly needs?: 'api-key' | 'mcp'
        /** Played when no other check is: it is a burden that others would feel. */
        readonly alone?: true
      }
    | { readonly review: (calls: readonly CallLog[]) => void }
  )

export interface Area {
  readonly name: string
  readonly checks: readonly Check[]
}
