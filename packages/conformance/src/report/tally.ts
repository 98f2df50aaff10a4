import type { EventCoverage, Report, Result } from '../contract.js'

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly notApplicable: number
}

export function tally(results: readonly Result[]): Tally {
  const count = (verdict: Result['verdict']) => results.filter((each) => each.verdict === verdict).length
  return { passed: count('pass'), failed: count('fail'), skipped: count('skipped'), notApplicable: count('not-applicable') }
}

/** Areas in the order of the report, each with its results. */
export function byArea(results: readonly Result[]): ReadonlyMap<string, readonly Result[]> {
  const areas = new Map<string, Result[]>()
  for (const result of results) areas.set(result.area, [...(areas.get(result.area) ?? []), result])
  return areas
}

/** `30 of 38`: events seen of those that can be, over a WebSocket. */
export function seenOf(events: readonly EventCoverage[]): string {
  const here = events.filter(({ state }) => state !== 'elsewhere')
  return `${here.filter(({ state }) => state === 'seen').length} of ${here.length}`
}

export function notSeen(events: readonly EventCoverage[]): readonly string[] {
  return events.filter(({ state }) => state === 'not-seen').map(({ type }) => type)
}

/** Whether the run counts as failed: by recorded rules only, or by all with `strict`. */
export function hasFailed(report: Report, strict: boolean): boolean {
  return report.results.some(({ verdict, standing }) => verdict === 'fail' && (strict || standing === 'recorded'))
}
