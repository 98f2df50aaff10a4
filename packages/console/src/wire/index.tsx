import { useObservable, useVoice } from '@sidetone/react'
import { useState } from 'react'
import { BeforeTheLoad } from '../session-log/before-the-load.js'
import { mostEntries, sessionLogOf } from '../session-log/session-log.js'
import { AudioKept } from './audio-kept.js'
import { CoverageList } from './coverage-list.js'
import { EventDetails } from './event-details.js'
import { EventList } from './event-list.js'
import { FilterBar } from './filter-bar.js'
import { type Filter, matches, noFilter } from './matches.js'
import { Takeaway } from './takeaway.js'

/** Every event in both directions, to look at, to search and to take away. */
export function WirePanel() {
  const client = useVoice()
  const log = sessionLogOf(client)
  useObservable(log.version)
  const [filter, setFilter] = useState<Filter>(noFilter)
  const [told, setTold] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const { entries, dropped } = log
  const shown = entries.filter((entry) => matches(entry, filter))
  const change = (wanted: Filter) => {
    setFilter(wanted)
    setTold(`${entries.filter((each) => matches(each, wanted)).length.toLocaleString('en')} events`)
  }
  const entry = entries.find(({ number }) => number === chosen) ?? null
  return (
    <div className="wire">
      <section className="card" aria-labelledby="wire-events">
        <div className="wire-head">
          <h2 id="wire-events">Events</h2>
          <Takeaway client={client} log={log} />
        </div>
        <FilterBar filter={filter} onChange={change} />
        {/* Told when the filter changes, and not with each event that comes. */}
        <p className="visually-hidden" role="status">
          {told}
        </p>
        <p className="quiet">
          {shown.length.toLocaleString('en')} of {entries.length.toLocaleString('en')} events
          {dropped > 0 && `; ${dropped.toLocaleString('en')} older ones were dropped, ${mostEntries.toLocaleString('en')} are kept`}
        </p>
        <BeforeTheLoad log={log} />
        {shown.length === 0 ? (
          <p className="wire-empty">
            {entries.length === 0 ? (
              <>
                Nothing went over the wire yet. Connect on <a href="#talk">Talk</a>: each event shows here as it is sent or received.
              </>
            ) : (
              'No event is like this.'
            )}
          </p>
        ) : (
          <div className="wire-panes">
            <EventList entries={shown} chosen={chosen} startedAtMs={entries[0]?.atMs ?? 0} onChoose={setChosen} />
            <EventDetails entry={entry} />
          </div>
        )}
      </section>
      <AudioKept log={log} />
      <CoverageList counts={log.counts} />
    </div>
  )
}
