import { milliseconds, targetsMs } from './names.js'
import { type SessionFigures, sessionFigures } from './session-figures.js'
import type { TurnStory } from './turn-story.js'

/** The session in a few figures: by voice and, where somebody typed, by text. */
export function Figures({ stories }: { readonly stories: readonly TurnStory[] }) {
  const voice = sessionFigures(stories, 'voice')
  const text = sessionFigures(stories, 'text')
  return (
    <section className="why-figures" aria-label="Figures of the session">
      {(voice.turns > 0 || text.turns === 0) && <Group title="Mouth to ear" by="from your last sound to the first you hear" figures={voice} />}
      {text.turns > 0 && <Group title="Enter to ear" by="from Enter to the first sound you hear" figures={text} />}
    </section>
  )
}

function Group({ title, by, figures }: { readonly title: string; readonly by: string; readonly figures: SessionFigures }) {
  return (
    <div className="card">
      <h2>{title}</h2>
      <p className="quiet">{by}</p>
      <dl className="why-numbers">
        <div>
          <dt>half of the turns (p50)</dt>
          <dd>{milliseconds(figures.p50Ms)}</dd>
        </div>
        <div>
          <dt>95 of 100 (p95)</dt>
          <dd>{milliseconds(figures.p95Ms)}</dd>
        </div>
        {targetsMs.map((target, index) => (
          <div key={target}>
            <dt>within {target} ms</dt>
            <dd>
              {figures.within[index]} of {figures.turns}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
