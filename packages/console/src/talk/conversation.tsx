import { Captions, useObservable } from '@sidetone/react'
import type { RefObject } from 'react'
import { useConsoleVoice, useSettings } from '../voice/use-console-voice.js'
import { Composer } from './composer.js'
import { TrafficLine } from './traffic-line.js'

const names = { user: 'You', assistant: 'Sidetone', system: 'System', tool: 'Tool' }
const suggestions = ['What can you do?', 'What time is it?', 'How do you spell necessary?']

/** What is said, in writing; and writing in the place of speech. */
export function Conversation({ typing }: { readonly typing: RefObject<HTMLInputElement | null> }) {
  const voice = useConsoleVoice()
  const { largeCaptions } = useSettings()
  const missed = useObservable(voice.missed)
  return (
    <section className="conversation" aria-label="Conversation" data-large={largeCaptions}>
      <div className="row conversation-head">
        <h2>Captions</h2>
        <label className="check">
          <input type="checkbox" checked={largeCaptions} onChange={({ target }) => void voice.change({ largeCaptions: target.checked })} />
          Large
        </label>
      </div>
      <Captions className="captions" names={names}>
        <div className="empty">
          {missed ? (
            <p role="status">The conversation from before is over: this page came back too late, or the server was started anew.</p>
          ) : (
            <p>Nothing has been said yet.</p>
          )}
          <p className="quiet">Start talking, or begin with a line in writing; that needs no microphone.</p>
          <div className="row">
            {suggestions.map((line) => (
              <button key={line} type="button" onClick={() => void voice.type(line)}>
                {line}
              </button>
            ))}
          </div>
        </div>
      </Captions>
      <Composer typing={typing} />
      <TrafficLine />
    </section>
  )
}
