import type { Clock } from './clock.js'

/**
 * What may be begun before it is decided that the user has finished: nothing, recognition of what was said, or the reply too (a request to the language
 * model and the speech of its first clause).
 */
export type SpeculationLimit = 'off' | 'transcription' | 'full'
export const speculationLimits = ['off', 'transcription', 'full'] as const satisfies readonly SpeculationLimit[]

export type AheadKind = 'recognitions' | 'requests' | 'firstClauses'

/** What became of work of one kind. `started` minus `used` and `thrownAway` is undecided. */
export interface AheadCounts {
  readonly started: number
  readonly used: number
  readonly thrownAway: number
  /** How long the work went on, on the session's clock: the wait for a free thread or a server is in it. Of all, and of what was thrown away. */
  readonly spentMs: number
  readonly thrownAwayMs: number
  /** Of requests to a language model: as the model reported them, else estimated. */
  readonly thrownAwayTokens: number
}

export type SpeculationReport = Readonly<Record<AheadKind, AheadCounts>>

/** One piece of work that was begun ahead. It is used or thrown away once. */
export interface Venture {
  /** The work itself is over; it may still be waiting to be used. */
  end(): void
  use(): void
  throwAway(tokens?: number): void
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

/** What a session began before the decision, and what came of it. */
export class SpeculationLedger {
  readonly #clock: Clock
  readonly #counts: Record<AheadKind, Mutable<AheadCounts>> = { recognitions: nothing(), requests: nothing(), firstClauses: nothing() }

  constructor(clock: Clock) {
    this.#clock = clock
  }

  begin(kind: AheadKind): Venture {
    const counts = this.#counts[kind]
    const startedAtMs = this.#clock.nowMs()
    let tookMs: number | null = null
    let open = true
    const end = (): number => {
      if (tookMs === null) {
        tookMs = this.#clock.nowMs() - startedAtMs
        counts.spentMs += tookMs
      }
      return tookMs
    }
    counts.started++
    return {
      end: () => void end(),
      use() {
        if (open) counts.used++
        open = false
      },
      throwAway(tokens = 0) {
        const ms = end()
        if (!open) return
        open = false
        counts.thrownAway++
        counts.thrownAwayMs += ms
        counts.thrownAwayTokens += tokens
      },
    }
  }

  report(): SpeculationReport {
    const { recognitions, requests, firstClauses } = this.#counts
    return { recognitions: rounded(recognitions), requests: rounded(requests), firstClauses: rounded(firstClauses) }
  }
}

function nothing(): Mutable<AheadCounts> {
  return { started: 0, used: 0, thrownAway: 0, spentMs: 0, thrownAwayMs: 0, thrownAwayTokens: 0 }
}

function rounded(counts: AheadCounts): AheadCounts {
  return { ...counts, spentMs: Math.round(counts.spentMs), thrownAwayMs: Math.round(counts.thrownAwayMs) }
}
