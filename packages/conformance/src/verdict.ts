import type { WireEvent } from './contract.js'
import { brief } from './shapes/shape.js'

/** A rule that does not hold. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly expected: readonly string[]
  readonly seen: readonly string[]

  constructor(problem: string, expected: readonly string[] = [], seen: readonly string[] = []) {
    super(problem)
    this.expected = expected
    this.seen = seen
  }
}

/** A rule that could not be looked at. */
export class Unknown extends Error {
  override readonly name = 'Unknown'
  readonly verdict: 'skipped' | 'not-applicable'

  constructor(verdict: 'skipped' | 'not-applicable', reason: string) {
    super(reason)
    this.verdict = verdict
  }
}

export function expectThat(holds: boolean, problem: string, events: readonly WireEvent[] = []): asserts holds {
  if (!holds) throw new Failure(problem, [], events.map(trimmed))
}

export function expectSame(what: string, actual: unknown, expected: unknown, events: readonly WireEvent[] = []): void {
  if (sorted(actual) === sorted(expected)) return
  throw new Failure(`${what} is ${brief(actual)}, expected ${brief(expected)}`, [brief(expected)], events.length > 0 ? events.map(trimmed) : [brief(actual)])
}

/** Whether `actual` has all that `expected` has, at any depth; what it has besides does not count. */
export function expectLike(what: string, actual: unknown, expected: unknown): void {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) {
    expectSame(what, actual, expected)
    return
  }
  expectThat(typeof actual === 'object' && actual !== null, `${what} is ${brief(actual)}, expected an object`)
  for (const [name, value] of Object.entries(expected)) expectLike(`${what}.${name}`, (actual as { readonly [field: string]: unknown })[name], value)
}

/** The types in exactly this order. */
export function expectOrder(what: string, events: readonly WireEvent[], expected: readonly string[]): void {
  const seen = events.map(({ type }) => type)
  const at = expected.findIndex((type, index) => seen[index] !== type)
  if (at < 0 && seen.length === expected.length) return
  const place = at < 0 ? expected.length : at
  throw new Failure(`${what}: expected ${expected[place] ?? 'nothing more'} at place ${place + 1}, got ${seen[place] ?? 'nothing more'}`, expected, seen)
}

const longestText = 60

/** An event as one line, its long strings cut. */
export function trimmed(event: WireEvent): string {
  const cut = (_name: string, value: unknown) =>
    typeof value === 'string' && value.length > longestText ? `${value.slice(0, longestText)}… (${value.length} characters)` : value
  const line = JSON.stringify(event, cut)
  return line.length > 600 ? `${line.slice(0, 597)}...` : line
}

/** JSON with the keys in order, to compare by. */
function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_name, each) =>
      typeof each === 'object' && each !== null && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
    ) ?? 'undefined'
  )
}
