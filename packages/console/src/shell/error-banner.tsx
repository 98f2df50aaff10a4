import type { VoiceError } from '@sidetone/client'
import { useObservable, useVoice } from '@sidetone/react'
import { useConsoleVoice } from '../voice/use-console-voice.js'

/** What went wrong, what to do, and buttons that do it. */
export function ErrorBanner({ onType }: { onType(): void }) {
  const voice = useConsoleVoice()
  const problem = useObservable(voice.problem)
  const state = useObservable(useVoice().state)
  // It is there before there is a problem: what comes into it is announced at once.
  return (
    <section className="banner" role="alert" data-state={state} hidden={!problem}>
      {problem && <Problem problem={problem} onType={onType} />}
    </section>
  )
}

function Problem({ problem: { code, message, repair }, onType }: { readonly problem: VoiceError; onType(): void }) {
  const voice = useConsoleVoice()
  const state = useObservable(useVoice().state)
  const ofMicrophone = code.startsWith('microphone-')
  return (
    <>
      <p>
        <strong>{message}</strong> {repair}
        {code === 'link-refused' && ' A server that was started with keys wants one: see "Key of the server" under Talk.'}
      </p>
      <div className="row">
        {ofMicrophone && code !== 'microphone-insecure-page' && (
          <button type="button" onClick={() => void voice.talk()}>
            Try the microphone again
          </button>
        )}
        {ofMicrophone && (
          <button type="button" onClick={onType}>
            Type instead
          </button>
        )}
        {state === 'failed' && (
          <button type="button" onClick={() => void voice.talk()}>
            Connect again
          </button>
        )}
        <button type="button" onClick={() => voice.problem.set(null)}>
          Dismiss
        </button>
      </div>
    </>
  )
}
