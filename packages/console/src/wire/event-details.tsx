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
    <>
      <p className="quiet" id="wire-changes">
        Changes {changes.length === 1 ? 'one field' : `${changes.length} fields`}
      </p>
      <ul className="wire-changes" aria-labelledby="wire-changes">
        {changes.map(({ path, before, after }) => (
          <li key={path}>
            <code>{path}</code>
            <span>
              <del className="mono">{shown(before)}</del> <span aria-hidden="true">→</span> <ins className="mono">{shown(after)}</ins>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function shown(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value)
}
