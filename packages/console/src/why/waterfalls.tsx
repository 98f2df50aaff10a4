import { type KeyboardEvent, useRef } from 'react'
import { axis } from './axis.js'
import { milliseconds, stepNames, targetsMs } from './names.js'
import type { StepKind, TurnStory } from './turn-story.js'

/** Newest first; the table has them all. */
const shownTurns = 12
/** Names of targets that are nearer do not fit beside each other on a phone. */
const leastApartPercent = 15
const steps = Object.keys(stepNames) as StepKind[]

/** Mouth to ear, turn by turn, against the targets. One stop of the tab key; arrows choose a turn. */
export function Waterfalls({
  stories,
  chosen,
  onChoose,
}: {
  readonly stories: readonly TurnStory[]
  readonly chosen: number
  readonly onChoose: (turn: number) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  const shown = stories.slice(-shownTurns).reverse()
  const longestMs = Math.max(1_000, ...shown.map(({ waterfall }) => waterfall.totalMs ?? 0))
  const scale = axis(0, longestMs * 1.04, 6)
  const isNear = (target: number, before: number) => scale.percent(target) - scale.percent(before) < leastApartPercent
  const choose = (event: KeyboardEvent) => {
    const at = shown.findIndex(({ turn }) => turn === chosen)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key]
    const story = next === undefined ? undefined : shown[next]
    if (!story) return
    event.preventDefault()
    onChoose(story.turn)
    list.current?.querySelector<HTMLElement>(`[data-turn="${story.turn}"]`)?.focus()
  }
  return (
    <section className="card" aria-labelledby="why-waterfall">
      <h2 id="why-waterfall">Where the time went</h2>
      <ul className="why-legend" aria-label="Colours">
        {steps.map((kind) => (
          <li key={kind}>
            <span className={`why-swatch why-${kind}`} aria-hidden="true" />
            {stepNames[kind]}
          </li>
        ))}
      </ul>
      <div className="why-waterfalls" role="radiogroup" aria-labelledby="why-waterfall" ref={list} onKeyDown={choose}>
        {shown.map((story) => (
          // biome-ignore lint/a11y/useSemanticElements: a row of pictures is no form control; the pattern of a radio group gives it arrows and one stop.
          <button
            key={story.turn}
            type="button"
            role="radio"
            aria-checked={story.turn === chosen}
            tabIndex={story.turn === chosen ? 0 : -1}
            data-turn={story.turn}
            className="why-row"
            aria-label={described(story)}
            onClick={() => onChoose(story.turn)}
          >
            <span className="why-row-name">Turn {story.turn}</span>
            <span className="why-track">
              {targetsMs.map((target) => (
                <span key={target} className="why-target" style={{ left: `${scale.percent(target)}%` }} />
              ))}
              <Bars story={story} percent={(ms) => scale.percent(ms)} />
            </span>
            <span className="why-row-total">{milliseconds(story.waterfall.totalMs)}</span>
          </button>
        ))}
        <div className="why-row why-scale" aria-hidden="true">
          <span />
          <span className="why-track">
            {targetsMs.map((target, index) => (
              <span
                key={target}
                className="why-target-name"
                data-near={index > 0 && isNear(target, targetsMs[index - 1] ?? 0)}
                style={{ left: `${scale.percent(target)}%` }}
              >
                {target}
              </span>
            ))}
          </span>
          <span>ms</span>
        </div>
      </div>
    </section>
  )
}

function Bars({ story, percent }: { readonly story: TurnStory; readonly percent: (ms: number) => number }) {
  let atMs = 0
  return story.waterfall.steps.map(({ kind, ms }) => {
    const left = percent(atMs)
    atMs += ms
    return (
      <span
        key={kind}
        className={`why-bar why-${kind}`}
        title={`${stepNames[kind]}: ${milliseconds(ms)}`}
        style={{ left: `${left}%`, width: `${percent(atMs) - left}%` }}
      />
    )
  })
}

function described({ turn, by, waterfall }: TurnStory): string {
  if (waterfall.totalMs === null) return `Turn ${turn}, by ${by}: no answer was heard`
  const parts = waterfall.steps.map(({ kind, ms }) => `${stepNames[kind]} ${milliseconds(ms)}`)
  return `Turn ${turn}, by ${by}: ${milliseconds(waterfall.totalMs)}. ${parts.join('; ')}`
}
