import { type Coverage, coverage } from './known-events.js'

/** Which events of the API this session has had: what a client was tried with, and what it was not. */
export function CoverageList({ counts }: { readonly counts: ReadonlyMap<string, number> }) {
  const sides = [coverage('sent', counts), coverage('received', counts)]
  return (
    <details className="card">
      <summary>
        <h2>Events seen</h2> <span className="quiet">{sides.map(({ direction, known, ofKnown }) => `${known} of ${ofKnown} ${direction}`).join(', ')}</span>
      </summary>
      <div className="wire-coverage">
        {sides.map((side) => (
          <Side key={side.direction} side={side} />
        ))}
      </div>
    </details>
  )
}

function Side({ side: { direction, seen, unseen } }: { readonly side: Coverage }) {
  return (
    <section aria-label={direction}>
      <h3>{direction === 'sent' ? '↑ sent' : '↓ received'}</h3>
      <ul>
        {seen.map(({ type, count }) => (
          <li key={type}>
            <code>{type}</code> <span className="quiet">{count.toLocaleString('en')}</span>
          </li>
        ))}
        {unseen.map((type) => (
          <li key={type} className="wire-unseen">
            <code>{type}</code> <span>not yet</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
