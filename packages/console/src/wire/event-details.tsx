import type { WireEntry } from '../session-log/wire-entry.js'
import { changedFields } from './changed-fields.js'
import { CopyButton } from './copy-button.js'

export function EventDetails({ entry }: { readonly entry: WireEntry | null }) {
  if (!entry) {
    return <p className="wire-details quiet">Choose an event to see all of it.</p>
  }
  const json = JSON.stringify(entry.event, null, 2)
  const updates = entry.event.type === 'session.update' || entry.event.type === 'session.updated'
  return (
    <section className="wire-details" aria-label={`Event ${entry.number}`}>
      <div className="wire-head">
        <h3 className="mono">{entry.event.type}</h3>
        <CopyButton text={() => json}>Copy event</CopyButton>
      </div>
      {updates && <Changes entry={entry} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre className="wire-json" tabIndex={0}>
        {json}
      </pre>
    </section>
  )
}

/** What an update changes, of all that it says. */
function Changes({ entry }: { readonly entry: WireEntry }) {
  const changes = changedFields(entry.before, entry.event.session).filter(({ path }) => path !== 'type')
  if (changes.length === 0) return <p className="quiet">Changes nothing.</p>
  return (
    <table className="wire-changes">
      <caption>Changes {changes.length === 1 ? 'one field' : `${changes.length} fields`}</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">before</th>
          <th scope="col">after</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ path, before, after }) => (
          <tr key={path}>
            <th scope="row" className="mono">
              {path}
            </th>
            <td>
              <del className="mono">{shown(before)}</del>
            </td>
            <td>
              <ins className="mono">{shown(after)}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function shown(value: unknown): string {
  return value === undefined ? '–' : JSON.stringify(value)
}
