import type { Report } from '../contract.js'
import { byArea, notSeen, seenOf, tally } from './tally.js'

/** The report as tables for a page: the same for the same server, whatever the day and the machine. */
export function markdownCoverage({ results, clientEvents, serverEvents }: Report): string {
  const rows = [...byArea(results)].map(([area, each]) => {
    const { passed, failed, skipped, notApplicable } = tally(each)
    return `| ${area} | ${passed} | ${failed} | ${skipped} | ${notApplicable} |`
  })
  const { passed, failed, skipped, notApplicable } = tally(results)
  const missing = notSeen(serverEvents)
  const failures = results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => `\`${id}\``)
  return [
    '| area | passed | failed | skipped | not applicable |',
    '|---|---|---|---|---|',
    ...rows,
    `| **all** | **${passed}** | **${failed}** | **${skipped}** | **${notApplicable}** |`,
    '',
    `Client events understood: ${seenOf(clientEvents)}. Server events seen: ${seenOf(serverEvents)}, of those that come over a WebSocket.`,
    ...(missing.length > 0 ? [`Not seen: ${missing.map((type) => `\`${type}\``).join(', ')}.`] : []),
    ...(failures.length > 0 ? [`Failed: ${failures.join(', ')}.`] : []),
  ].join('\n')
}
