import type { ExpectedLine } from './conversation.js'
import { essences, spoken } from './essence.js'
import { isDelta } from './join-deltas.js'
import type { Happening } from './replay.js'

/**
 * Expected lines beside what happened: every line must be met by the fields that it names, in order, and nothing else may happen. Deltas alone may be
 * left out of what is expected. Returns the differences for a person to read, null when there are none.
 */
export function differences(expected: readonly ExpectedLine[], happened: readonly Happening[]): string | null {
  const pairs = align(expected, happened)
  const brief = essences(happened)
  const report: string[] = []
  let same = true
  for (const { line, at } of pairs) {
    const happening = at === null ? undefined : happened[at]
    if (line && happening) {
      const wrong = mismatches(line, comparable(happening))
      if (wrong.length > 0) same = false
      report.push(`  ${outline(line)}`, ...wrong.map((each) => `!     ${each}`))
    } else if (line && 'absent' in line) {
      report.push(`  ${outline(line)}`)
    } else if (line) {
      same = false
      report.push(`- ${JSON.stringify(line)}`)
    } else if (happening && at !== null) {
      if (!isDelta(happening)) same = false
      report.push(`${isDelta(happening) ? ' ' : '+'} ${isDelta(happening) ? outline(brief[at]!) : JSON.stringify(brief[at])}`)
    }
  }
  for (const { absent, at, untilMs } of absences(pairs)) {
    const found = happened.slice(at + 1).find((each) => each.atMs < untilMs && 'event' in each && each.event.type === absent)
    if (!found) continue
    same = false
    report.push(`! ${absent} must be absent${Number.isFinite(untilMs) ? ` until ${untilMs} ms` : ''}, but came at ${found.atMs} ms`)
  }
  return same ? null : report.join('\n')
}

interface Pair {
  /** null: happened, but was not expected. */
  readonly line: ExpectedLine | null
  /** Index of the happening; null: expected, but did not happen (or an absence, which has none). */
  readonly at: number | null
}

/** A line belongs to a happening of the same kind, best to one that meets it; as many belong together as order allows (longest common subsequence). */
export function align(expected: readonly ExpectedLine[], happened: readonly Happening[]): Pair[] {
  const lines = expected.filter((line) => !('absent' in line))
  const values = happened.map(comparable)
  const worth = (line: ExpectedLine, value: object) => (kind(line) !== kind(value) ? 0 : mismatches(line, value).length === 0 ? 2 : 1)
  const best = Array.from({ length: lines.length + 1 }, () => new Array<number>(values.length + 1).fill(0))
  for (let row = lines.length - 1; row >= 0; row--) {
    for (let column = values.length - 1; column >= 0; column--) {
      const together = worth(lines[row]!, values[column]!)
      best[row]![column] = Math.max(together && together + best[row + 1]![column + 1]!, best[row + 1]![column]!, best[row]![column + 1]!)
    }
  }
  const pairs: Pair[] = []
  let column = 0
  let row = 0
  for (const line of expected) {
    if ('absent' in line) {
      pairs.push({ line, at: null })
      continue
    }
    const next = best[row + 1]!
    while (column < values.length && best[row]![column] === best[row]![column + 1] && best[row]![column] !== next[column])
      pairs.push({ line: null, at: column++ })
    if (column < values.length && best[row]![column] !== next[column]) pairs.push({ line, at: column++ })
    else pairs.push({ line, at: null })
    row++
  }
  while (column < values.length) pairs.push({ line: null, at: column++ })
  return pairs
}

/** Each absence with the happening behind which it begins. */
function absences(pairs: readonly Pair[]): { absent: string; at: number; untilMs: number }[] {
  let at = -1
  return pairs.flatMap((pair) => {
    at = pair.at ?? at
    const { line } = pair
    if (!line || !('absent' in line)) return []
    return [{ absent: String(line.absent), at, untilMs: typeof line.untilMs === 'number' ? line.untilMs : Number.POSITIVE_INFINITY }]
  })
}

function comparable(happening: Happening): Record<string, unknown> {
  return 'prompt' in happening ? { atMs: happening.atMs, prompt: spoken(happening.prompt) } : { atMs: happening.atMs, ...happening.event }
}

function kind(line: ExpectedLine | object): unknown {
  return 'prompt' in line ? 'prompt' : (line as { type?: unknown }).type
}

function outline(line: ExpectedLine): string {
  if ('absent' in line) return JSON.stringify(line)
  return `${'atMs' in line ? `${line.atMs} ms ` : ''}${kind(line)}`
}

/** Where a value is not what is asked for: objects by the keys that are asked for, lists in full. */
function mismatches(asked: unknown, value: unknown, path = ''): string[] {
  if (Array.isArray(asked) && Array.isArray(value)) {
    if (asked.length === value.length) return asked.flatMap((each, index) => mismatches(each, value[index], `${path}[${index}]`))
  } else if (isObject(asked) && isObject(value)) {
    return Object.entries(asked).flatMap(([key, each]) => mismatches(each, value[key], path === '' ? key : `${path}.${key}`))
  } else if (Object.is(asked, value)) return []
  return [`${path}: expected ${JSON.stringify(asked)}, but it was ${JSON.stringify(value)}`]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
