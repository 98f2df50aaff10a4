import type { SpeculationReport } from '@sidetone/server/lib/speculation.js'
import type { ServerLog } from './server-process.js'

/** Work of one kind that was begun before its decision. */
interface Begun {
  readonly started: number
  readonly thrownAway: number
  readonly thrownAwayMs: number
  readonly thrownAwayTokens?: number
}

const nothing: Begun = { started: 0, thrownAway: 0, thrownAwayMs: 0 }

/** How much of what was begun ahead was thrown away; null: the server does not say. */
export function wasteLine(waste: Readonly<Record<'recognitions' | 'requests' | 'firstClauses', Begun>> | null): string {
  if (waste === null) return '  speculation waste: not known, the server is not ours'
  const share = (name: string, { started, thrownAway, thrownAwayMs, thrownAwayTokens = 0 }: Begun) => {
    const percent = started === 0 ? '' : ` (${((100 * thrownAway) / started).toFixed(0)} %)`
    const tokens = thrownAwayTokens === 0 ? '' : `, ${thrownAwayTokens} tokens`
    return `${name} ${thrownAway} of ${started}${percent}, ${(thrownAwayMs / 1000).toFixed(1)} s${tokens}`
  }
  const parts = [share('recognitions', waste.recognitions), share('requests', waste.requests)]
  if (waste.firstClauses.started > 0) parts.push(share('first clauses', waste.firstClauses))
  return `  speculation waste: ${parts.join('; ')}`
}

/** The same of several sessions together. */
export function wasteOf(reports: readonly SpeculationReport[]): string {
  const sum = (kind: keyof SpeculationReport): Begun =>
    reports
      .map((report): Begun => report[kind])
      .reduce(
        (total, each) => ({
          started: total.started + each.started,
          thrownAway: total.thrownAway + each.thrownAway,
          thrownAwayMs: total.thrownAwayMs + each.thrownAwayMs,
        }),
        nothing,
      )
  return wasteLine({ recognitions: sum('recognitions'), requests: sum('requests'), firstClauses: sum('firstClauses') })
}

/** Adds up the last lines of sessions in a server's log. Hand it to the server's process as its log. */
export class WasteLog implements ServerLog {
  readonly level = 'info'
  #sessions: Record<string, unknown>[] = []

  /** Warnings are passed on. */
  hear(line: string): void {
    const fields = JSON.parse(line) as Record<string, unknown>
    if (fields.msg === 'session ended') this.#sessions.push(fields)
    else if (fields.level !== 'info') process.stderr.write(`${line}\n`)
  }

  /** Of the sessions since the last call, when the last of them has been heard of. */
  async take(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 300))
    const sessions = this.#sessions.splice(0)
    const sum = (field: string) => sessions.reduce((total, each) => total + Number(each[field] ?? 0), 0)
    const begun = (name: string): Begun => ({
      started: sum(name),
      thrownAway: sum(`${name}ThrownAway`),
      thrownAwayMs: sum(`${name}ThrownAwayMs`),
      thrownAwayTokens: sum(`${name}ThrownAwayTokens`),
    })
    return wasteLine({ recognitions: begun('earlyRecognitions'), requests: begun('secretRequests'), firstClauses: begun('secretClauses') })
  }
}
