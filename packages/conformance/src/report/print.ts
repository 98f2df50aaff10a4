import type { Report, Result } from '../contract.js'
import { byArea, notSeen, seenOf, tally } from './tally.js'

const mostSeen = 12

/** The report for a terminal. */
export function printReport(report: Report): string {
  const { results, clientEvents, serverEvents, notes, tookMs } = report
  const { passed, failed, skipped, notApplicable } = tally(results)
  const missing = [...notSeen(clientEvents), ...notSeen(serverEvents)]
  return [
    ...results.filter(({ verdict }) => verdict === 'fail').flatMap(failure),
    ...results.filter(({ verdict }) => verdict === 'skipped').map((each) => `skipped  ${each.id}: ${'reason' in each ? each.reason : ''}`),
    '',
    line(['area', 'passed', 'failed', 'skipped', 'n/a']),
    ...[...byArea(results)].map(([area, each]) => line([area, ...Object.values(tally(each)).map(String)])),
    line(['all', ...[passed, failed, skipped, notApplicable].map(String)]),
    '',
    `Client events understood: ${seenOf(clientEvents)}. Server events seen: ${seenOf(serverEvents)}, of those that come over a WebSocket.`,
    ...(missing.length > 0 ? [`Not seen: ${missing.join(', ')}.`] : []),
    ...(notes.length > 0 ? [`Beyond the published API (no failure): ${notes.join('; ')}.`] : []),
    `${results.length} checks in ${(tookMs / 1000).toFixed(1)} s.`,
  ].join('\n')
}

function failure(result: Result): readonly string[] {
  if (result.verdict !== 'fail') return []
  const { id, title, standing, problem, expected, seen } = result
  return [
    `FAILED   ${id} (${standing}): ${title}`,
    `         ${problem}`,
    ...expected.slice(0, mostSeen * 2).map((each) => `         expected  ${each}`),
    ...seen.slice(0, mostSeen * 2).map((each) => `         seen      ${each}`),
  ]
}

const widths = [30, 8, 8, 8, 5]

function line(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[index] as number))).join('')
}
