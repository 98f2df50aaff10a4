import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly panel: ReactNode
}

/** Which tab is on: in the page's address, so that it is found again. */
export function useTab(ids: readonly string[]): readonly [string, (id: string) => void] {
  const read = () => ids.find((id) => location.hash === `#${id}`) ?? (ids[0] as string)
  const [current, setCurrent] = useState(read)
  useEffect(() => {
    const changed = () => setCurrent(read)
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  })
  const choose = (id: string) => {
    history.replaceState(null, '', `#${id}`)
    setCurrent(id)
  }
  return [current, choose]
}

/** One stop of the tab key; arrows, home and end go from tab to tab. */
export function TabList({ tabs, current, onChoose }: { readonly tabs: readonly Tab[]; readonly current: string; onChoose(id: string): void }) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === current)
    const last = tabs.length - 1
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key]
    if (next === undefined) return
    event.preventDefault()
    onChoose((tabs[next] as Tab).id)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <div role="tablist" aria-label="Views" className="tabs" ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-selected={id === current}
          aria-controls={`panel-${id}`}
          tabIndex={id === current ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

/** All panels live on while another is shown. */
export function TabPanels({ tabs, current }: { readonly tabs: readonly Tab[]; readonly current: string }) {
  return tabs.map(({ id, panel }) => (
    <div key={id} role="tabpanel" id={`panel-${id}`} aria-labelledby={`tab-${id}`} hidden={id !== current}>
      {panel}
    </div>
  ))
}
