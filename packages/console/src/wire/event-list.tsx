import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { WireEntry } from '../session-log/wire-entry.js'
import { clock } from './session-page.js'
import { summary } from './summary.js'

/** As the style sheet has it. */
const rowPx = 32
const extraRows = 8

/** Only rows that can be seen are in the page. One stop of the tab key; arrows, page keys, Home and End choose. Follows what comes while it is at its end. */
export function EventList({
  entries,
  chosen,
  startedAtMs,
  onChoose,
}: {
  readonly entries: readonly WireEntry[]
  readonly chosen: number | null
  readonly startedAtMs: number
  readonly onChoose: (number: number) => void
}) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [view, setView] = useState({ top: 0, height: 480 })
  const count = entries.length

  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows are what it follows
  useEffect(() => {
    const list = box.current
    if (list && atEnd.current) list.scrollTop = list.scrollHeight
  }, [count])

  const scrolled = () => {
    const list = box.current
    if (!list) return
    atEnd.current = list.scrollTop + list.clientHeight >= list.scrollHeight - rowPx
    setView({ top: list.scrollTop, height: list.clientHeight })
  }
  const first = Math.max(0, Math.floor(view.top / rowPx) - extraRows)
  const rows = entries.slice(first, Math.ceil((view.top + view.height) / rowPx) + extraRows)
  const place = entries.findIndex(({ number }) => number === chosen)

  const choose = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / rowPx) - 1)
    const from = place < 0 ? first : place
    const next = { ArrowDown: place + 1, ArrowUp: from - 1, PageDown: from + page, PageUp: from - page, Home: 0, End: count - 1 }[event.key]
    const entry = next === undefined ? undefined : entries[Math.min(count - 1, Math.max(0, next))]
    const list = box.current
    if (!entry || !list) return
    event.preventDefault()
    onChoose(entry.number)
    const top = entries.indexOf(entry) * rowPx
    if (top < list.scrollTop) list.scrollTop = top
    if (top + rowPx > list.scrollTop + list.clientHeight) list.scrollTop = top + rowPx - list.clientHeight
  }

  return (
    <div
      className="wire-list"
      role="listbox"
      aria-labelledby="wire-events"
      tabIndex={0}
      aria-activedescendant={rows.some(({ number }) => number === chosen) ? `wire-event-${chosen}` : undefined}
      ref={box}
      onScroll={scrolled}
      onKeyDown={choose}
    >
      <div role="presentation" style={{ height: first * rowPx }} />
      {rows.map((entry, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys go to the list, which owns the focus
        <div
          key={entry.number}
          id={`wire-event-${entry.number}`}
          role="option"
          aria-selected={entry.number === chosen}
          aria-posinset={first + index + 1}
          aria-setsize={count}
          className="wire-row"
          onClick={() => onChoose(entry.number)}
        >
          <span className="wire-time">{clock(entry.atMs - startedAtMs)}</span>
          <span className={`wire-${entry.direction}`}>
            <span aria-hidden="true">{entry.direction === 'sent' ? '↑' : '↓'}</span>
            <span className="visually-hidden">{entry.direction}</span>
          </span>
          <span className="mono wire-type">
            <bdi>{entry.event.type}</bdi>
          </span>
          <span className="quiet wire-summary">{summary(entry.event).slice(0, 160)}</span>
        </div>
      ))}
      <div role="presentation" style={{ height: Math.max(0, count - first - rows.length) * rowPx }} />
    </div>
  )
}
