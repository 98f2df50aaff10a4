import type { VoiceClient } from '@sidetone/client'
import { useEffect, useRef, useState } from 'react'
import type { SessionLog } from '../session-log/session-log.js'
import { hearAgain } from './hear-again.js'
import { milliseconds } from './names.js'
import { eagernesses, quietsMs, settingsName, type TurnSettings } from './turn-settings.js'
import type { TurnStory } from './turn-story.js'
import { type Utterance, utterance, utteranceRateHz } from './utterance.js'
import { type Hearing, hearing, whatChanged } from './what-changed.js'

type Run = { readonly state: 'idle' } | { readonly state: 'running'; readonly share: number } | { readonly state: 'failed'; readonly problem: string }

interface Heard {
  readonly name: string
  readonly hearing: Hearing
}

/** Hears the turn again under other settings, in a second session that says nothing, and tells what would be different. */
export function WhatIf({ client, log, story }: { readonly client: VoiceClient; readonly log: SessionLog; readonly story: TurnStory }) {
  const [type, setType] = useState<TurnSettings['type']>('semantic_vad')
  const [place, setPlace] = useState<number>(2)
  const [run, setRun] = useState<Run>({ state: 'idle' })
  const [results, setResults] = useState<readonly Heard[]>([])
  const life = useRef<AbortController | null>(null)
  useEffect(() => () => life.current?.abort(), [])

  const said = story.audio && story.end ? utterance(log.audio.pieces, story.audio) : null
  const settings: TurnSettings =
    type === 'semantic_vad' ? { type, eagerness: eagernesses[place] ?? 'auto' } : { type, silence_duration_ms: quietsMs[place] ?? 500 }

  const start = async (what: Utterance) => {
    const controller = new AbortController()
    life.current = controller
    setRun({ state: 'running', share: 0 })
    try {
      const decisions = await hearAgain(client, what, settings, { signal: controller.signal, onProgress: (share) => setRun({ state: 'running', share }) })
      const heard = { name: settingsName(settings), hearing: hearing(decisions, what.speechEndMs) }
      setResults((before) => [...before.filter(({ name }) => name !== heard.name), heard])
      setRun({ state: 'idle' })
    } catch (error) {
      setRun(
        controller.signal.aborted
          ? { state: 'idle' }
          : { state: 'failed', problem: error instanceof Error ? error.message : String((error as { message?: unknown }).message) },
      )
    }
  }

  return (
    <section className="card" aria-labelledby="why-what-if">
      <h2 id="why-what-if">What if: turn {story.turn} under other settings</h2>
      {said === null ? (
        <p className="quiet">{whyNot(story, log)}</p>
      ) : (
        <>
          <p className="quiet">Your words are sent once more, at their own speed, to a second session that stays silent. The conversation does not notice.</p>
          <div className="why-controls">
            <fieldset>
              <legend>Turn detection</legend>
              {(['semantic_vad', 'server_vad'] as const).map((each) => (
                <label key={each}>
                  <input
                    type="radio"
                    name="why-detection"
                    checked={type === each}
                    onChange={() => {
                      setType(each)
                      setPlace(each === 'semantic_vad' ? 2 : 3)
                    }}
                  />
                  {each === 'semantic_vad' ? 'by what was said' : 'by quiet alone'} <code>{each}</code>
                </label>
              ))}
            </fieldset>
            <label className="why-slider">
              <span>
                {type === 'semantic_vad' ? 'Eagerness' : 'Quiet that ends a turn'}:{' '}
                <strong>{type === 'semantic_vad' ? eagernesses[place] : `${quietsMs[place]} ms`}</strong>
              </span>
              <input
                type="range"
                min={0}
                max={(type === 'semantic_vad' ? eagernesses : quietsMs).length - 1}
                step={1}
                value={place}
                aria-valuetext={settingsName(settings)}
                onChange={({ target }) => setPlace(Number(target.value))}
              />
              <span className="why-ends quiet" aria-hidden="true">
                <span>patient</span>
                <span>quick</span>
              </span>
            </label>
            {run.state === 'running' ? (
              <button type="button" onClick={() => life.current?.abort()}>
                Stop
              </button>
            ) : (
              <button type="button" className="primary" onClick={() => void start(said)}>
                Hear it again
              </button>
            )}
          </div>
          <div aria-live="polite">
            {run.state === 'running' && <progress value={run.share} max={1} aria-label="Hearing it again" />}
            {run.state === 'failed' && <p className="why-problem">It could not be heard again: {run.problem}</p>}
            <Results before={asItWas(said, story, log)} settings={story.end?.settings ?? {}} results={results} />
          </div>
        </>
      )}
    </section>
  )
}

function Results({
  before,
  settings,
  results,
}: {
  readonly before: Hearing
  readonly settings: Readonly<Record<string, unknown>>
  readonly results: readonly Heard[]
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="why-scroll" tabIndex={0} aria-label="What would change">
      <table>
        <thead>
          <tr>
            <th scope="col">Settings</th>
            <th scope="col">Decided after</th>
            <th scope="col">Change</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">as it was: {settingsName(settings)}</th>
            <td>{milliseconds(before.delayMs)}</td>
            <td>{before.cutsInMs === null ? '–' : `cut in: you went on ${milliseconds(before.cutsInMs)} later`}</td>
            <td>{before.reason ?? '–'}</td>
          </tr>
          {results.map(({ name, hearing: after }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{milliseconds(after.delayMs)}</td>
              <td className={after.cutsInMs === null ? undefined : 'why-problem'}>{whatChanged(before, after)}</td>
              <td>{after.reason ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What this session decided on the same audio. */
function asItWas(said: Utterance, story: TurnStory, log: SessionLog): Hearing {
  const lengthMs = (said.samples.length / utteranceRateHz) * 1_000
  const decisions = log.facts.flatMap((fact) => {
    if (fact.type !== 'decision' || fact.atMs < story.fromMs - 1_000) return []
    const audioMs = fact.audioMs - said.startMs
    return audioMs >= 0 && audioMs <= lengthMs ? [{ ...fact, audioMs }] : []
  })
  return hearing(decisions, said.speechEndMs)
}

function whyNot(story: TurnStory, log: SessionLog): string {
  if (story.by === 'text') return 'You typed this turn. Choose one that you spoke to hear it again under other settings.'
  if (!log.audio.on) return 'Audio is not kept. Switch it on under Wire, then speak.'
  if (!story.end) return 'This server does not tell why it decides, so there is nothing to compare with.'
  return 'The audio of this turn is no longer kept.'
}
