import { milliseconds, stepNames } from './names.js'
import type { StepKind, TurnStory } from './turn-story.js'

const steps = Object.keys(stepNames) as StepKind[]

/** The same in figures, for screen readers and for copying. */
export function TurnTable({ stories }: { readonly stories: readonly TurnStory[] }) {
  return (
    <details className="card">
      <summary>
        <h2>All turns as a table</h2>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="why-scroll" tabIndex={0} aria-label="All turns">
        <table>
          <caption className="visually-hidden">Milliseconds of each turn, from the user's last sound to the first of the reply</caption>
          <thead>
            <tr>
              <th scope="col">Turn</th>
              <th scope="col">By</th>
              <th scope="col">Mouth to ear</th>
              {steps.map((kind) => (
                <th key={kind} scope="col">
                  {stepNames[kind].split(',')[0]}
                </th>
              ))}
              <th scope="col">Interrupted</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {stories.map((story) => (
              <tr key={story.turn}>
                <th scope="row">{story.turn}</th>
                <td>{story.by}</td>
                <td>{milliseconds(story.waterfall.totalMs)}</td>
                {steps.map((kind) => (
                  <td key={kind}>{milliseconds(story.waterfall.steps.find((step) => step.kind === kind)?.ms ?? null)}</td>
                ))}
                <td>{story.points.some(({ kind }) => kind === 'interruption') ? 'yes' : 'no'}</td>
                <td>{story.reason ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
