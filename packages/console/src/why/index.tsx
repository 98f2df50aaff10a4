import { useObservable, useVoice } from '@sidetone/react'
import { useState } from 'react'
import { BeforeTheLoad } from '../session-log/before-the-load.js'
import { type SessionLog, sessionLogOf } from '../session-log/session-log.js'
import { Figures } from './figures.js'
import { Timeline } from './timeline.js'
import { turnStories } from './turn-story.js'
import { TurnTable } from './turn-table.js'
import { Waterfalls } from './waterfalls.js'
import { WhatIf } from './what-if.js'

/** Why it answered when it did: every turn on one time axis, measured where the user sits. */
export function WhyPanel() {
  const client = useVoice()
  const log = sessionLogOf(client)
  useObservable(log.version)
  const turns = useObservable(client.turns)
  const [chosen, setChosen] = useState<number | null>(null)
  const stories = turnStories(turns, log.facts)
  const story = stories.find(({ turn }) => turn === chosen) ?? stories.at(-1)
  if (!story) return <NothingYet log={log} />
  return (
    <div className="why">
      <BeforeTheLoad log={log} />
      <Figures stories={stories} />
      <Waterfalls stories={stories} chosen={story.turn} onChoose={setChosen} />
      <Timeline story={story} />
      <WhatIf key={story.turn} client={client} log={log} story={story} />
      <TurnTable stories={stories} />
    </div>
  )
}

function NothingYet({ log }: { readonly log: SessionLog }) {
  return (
    <div className="why">
      <section className="card empty" aria-labelledby="why-empty">
        <h2 id="why-empty">No turn yet</h2>
        <p>
          Say or type something on <a href="#talk">Talk</a>. Each turn then shows here on one time axis: when you stopped, why it was decided that you had, and
          where the time went until you heard the answer.
        </p>
        <BeforeTheLoad log={log} />
        <p className="quiet">All of it is measured on this device, from your microphone to your ear.</p>
      </section>
    </div>
  )
}
