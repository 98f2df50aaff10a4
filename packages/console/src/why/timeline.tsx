import type { Decision } from '../session-log/fact.js'
import { type Axis, axis } from './axis.js'
import { milliseconds, spanNames } from './names.js'
import type { Point, Span, TurnStory } from './turn-story.js'

const lanes = [
  { name: 'You', kinds: ['speech', 'quiet'] },
  { name: 'Recognition', kinds: ['recognition'] },
  { name: 'Model', kinds: ['model'] },
  { name: 'Tools', kinds: ['tool'] },
  { name: 'First clause', kinds: ['voice'] },
  { name: 'You heard', kinds: ['playout', 'held'] },
] as const

/** One turn: who did what when, what was decided, and on what grounds. */
export function Timeline({ story }: { readonly story: TurnStory }) {
  const scale = axis(story.fromMs, Math.max(story.toMs, story.fromMs + 1_000), 6)
  return (
    <section className="card" aria-labelledby="why-turn">
      <h2 id="why-turn">Turn {story.turn}</h2>
      {story.words && <p className="why-words">“{story.words}”</p>}
      <div className="why-lanes" role="img" aria-label={`Time axis of turn ${story.turn}: ${spoken(story)}`}>
        {lanes.map((lane) => {
          const spans = story.spans.filter(({ kind }) => (lane.kinds as readonly string[]).includes(kind))
          return spans.length > 0 && <Lane key={lane.name} name={lane.name} spans={spans} scale={scale} />
        })}
        {story.points.length > 0 && (
          <div className="why-lane why-moments">
            <span className="why-row-name">Decided</span>
            <span className="why-track">
              {story.points.map((point) => (
                <span
                  key={`${point.kind} ${point.atMs}`}
                  className={`why-point why-point-${point.kind}`}
                  title={`${sentence(point)}, ${at(point.atMs, story)}`}
                  style={{ left: `${scale.percent(point.atMs)}%` }}
                />
              ))}
            </span>
          </div>
        )}
        <div className="why-lane why-scale">
          <span className="quiet">ms</span>
          <span className="why-track">
            {scale.ticksMs.map((tick) => (
              <Tick key={tick} percent={scale.percent(story.fromMs + tick)} label={tick.toLocaleString('en')} />
            ))}
          </span>
        </div>
      </div>
      <Moments story={story} />
    </section>
  )
}

function Lane({ name, spans, scale }: { readonly name: string; readonly spans: readonly Span[]; readonly scale: Axis }) {
  return (
    <div className="why-lane">
      <span className="why-row-name">{name}</span>
      <span className="why-track">
        {spans.map(({ kind, fromMs, toMs }) => (
          <span
            key={`${kind} ${fromMs}`}
            className={`why-bar why-${kind}`}
            title={`${spanNames[kind]}: ${milliseconds(toMs - fromMs)}`}
            style={{ left: `${scale.percent(fromMs)}%`, width: `${scale.percent(toMs) - scale.percent(fromMs)}%` }}
          />
        ))}
      </span>
    </div>
  )
}

/** In the middle below its place, unless it would stand out at an end: a digit is as wide as `ch`. */
function Tick({ percent, label }: { readonly percent: number; readonly label: string }) {
  const half = `${label.length / 2}ch`
  return (
    <span className="why-tick" style={{ left: `clamp(${half}, ${percent}%, 100% - ${half})` }}>
      {label}
    </span>
  )
}

function Moments({ story }: { readonly story: TurnStory }) {
  if (story.points.length === 0) {
    return <p className="quiet">{story.by === 'text' ? 'You typed this turn: nothing had to be decided.' : 'This server does not tell why it decides.'}</p>
  }
  return (
    <ol className="why-decisions">
      {story.points.map((point) => (
        <li key={`${point.kind} ${point.atMs}`}>
          <span className="mono why-when">{at(point.atMs, story)}</span>
          <span>
            <strong>{sentence(point)}</strong>
            {point.kind === 'decision' && (
              <>
                : {point.decision.reason}
                <Evidence decision={point.decision} />
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

function Evidence({ decision: { evidence, transcript } }: { readonly decision: Decision }) {
  const figures = Object.entries(evidence)
  if (figures.length === 0) return null
  return (
    <details>
      <summary>Evidence</summary>
      <dl className="why-evidence">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd>{figure(value)}</dd>
          </div>
        ))}
        {transcript && (
          <div>
            <dt>words weighed</dt>
            <dd>“{transcript}”</dd>
          </div>
        )}
      </dl>
    </details>
  )
}

/** Decisions in words for people; one that is not known here goes by its own name. */
const decisions: Readonly<Record<string, string>> = {
  user_started: 'You began to speak',
  user_finished: 'You had finished',
  interruption: 'It was an interruption',
  no_interruption: 'It was no interruption',
}

function sentence(point: Point): string {
  switch (point.kind) {
    case 'decision':
      return decisions[point.decision.decision] ?? point.decision.decision.replaceAll('_', ' ')
    case 'interruption':
      if (point.silentMs === null) return 'You interrupted'
      return point.silentMs < 1 ? 'You interrupted; it was silent already' : `You interrupted; silent ${milliseconds(point.silentMs)} later`
    case 'held':
      return `The voice paused for ${milliseconds(point.ms)}: ${point.because === 'speech' ? 'it was being made out who speaks' : 'its sound came late'}`
  }
}

function figure(value: unknown): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : String(value)
}

function at(ms: number, { fromMs }: TurnStory): string {
  return `+${milliseconds(ms - fromMs)}`
}

function spoken(story: TurnStory): string {
  return story.spans.map(({ kind, fromMs, toMs }) => `${spanNames[kind]} ${milliseconds(toMs - fromMs)}`).join(', ')
}
