import { listChecks } from '../run-conformance.js'

/** All checks as a table for a page. Those of event shapes share one row: they differ by the name of the event. */
export function markdownCheckList(): string {
  const rows = listChecks()
    .filter(({ id }) => !id.startsWith('RT-6-'))
    .map(({ id, title, standing, area }) => `| \`${id}\` | ${area} | ${title} | ${standing} |`)
  return [
    '| check | area | what it proves | standing |',
    '|---|---|---|---|',
    ...rows,
    '| `RT-6-EVENT` | Shapes of events | every EVENT of the run has the published shape; one check for each server event | recorded, or documented where no recording holds it |',
  ].join('\n')
}
