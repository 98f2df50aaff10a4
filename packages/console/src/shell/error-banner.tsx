import { useObservable, useVoice } from '@sidetone/react'
import { useConsoleVoice } from '../voice/use-console-voice.js'

/** What went wrong, what to do, and buttons that do it. */
export function ErrorBanner({ onType }: { onType(): void }) {
  const voice = useConsoleVoice()
  const problem = useObservable(voice.problem)
  const state = useObservable(useVoice().state)
  if (!problem) return null
  const ofMicrophone = problem.code.startsWith('microphone-')
  return (
    <section className="banner" role="alert" aria-label="Problem" data-state={state}>
      <p>
        <strong>{problem.message}</strong> {problem.repair}
        {problem.code === 'link-refused' && ' A server that was started with keys wants one: see "Key of the server" under Talk.'}
      </p>
      <div className="row">
        {ofMicrophone && problem.code !== 'microphone-insecure-page' && (
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
    </section>
  )
}
