import { TalkButton, useConnected, useObservable, usePushToTalk, useVoice } from '@sidetone/react'
import { useConsoleVoice } from '../voice/use-console-voice.js'
import { useStateWords } from '../voice/use-state-words.js'
import { VoicePicture } from './voice-picture.js'

/** The voice: a picture, a word, one big button, and what belongs to it. */
export function Stage() {
  const voice = useConsoleVoice()
  const client = useVoice()
  const state = useObservable(client.state)
  const muted = useObservable(client.muted)
  const connected = useConnected()
  const hears = useObservable(voice.microphone.isOpen)
  const { held, button } = usePushToTalk({ key: hears ? ' ' : null })
  const { word, hint } = useStateWords()
  return (
    <section className="stage" aria-label="Voice" data-state={state}>
      <VoicePicture />
      <div className="stage-words">
        <p className="stage-state" role="status">
          {word}
        </p>
        <p className="quiet">{held ? 'Let go when you have finished.' : hint}</p>
      </div>
      <TalkButton className="primary big" onStart={() => void voice.talk()} />
      <div className="row stage-controls">
        {connected && !hears ? (
          <button type="button" onClick={() => void voice.talk()}>
            Use microphone
          </button>
        ) : (
          <button type="button" aria-pressed={muted} disabled={!connected} onClick={() => client.mute(!muted)}>
            Mute
          </button>
        )}
        <button type="button" className="hold" aria-pressed={held} disabled={!connected || !hears} {...button}>
          Hold to talk
        </button>
        <button type="button" disabled={state !== 'speaking' && state !== 'thinking'} onClick={() => client.interrupt()}>
          Interrupt
        </button>
      </div>
      <p className="quiet stage-key">
        {connected && hears ? (
          <>
            Or hold <kbd>Space</kbd> where it has no other use.
          </>
        ) : (
          'What you say goes to this server; the page talks to no other.'
        )}
      </p>
    </section>
  )
}
