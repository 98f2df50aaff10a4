import { useObservable, useVoice } from '@sidetone/react'
import { type FormEvent, useState } from 'react'
import { serverKey } from '../settings/server-key.js'
import type { Problem } from '../voice/problem.js'
import { useConsoleVoice } from '../voice/use-console-voice.js'

/** What went wrong, what to do, and buttons that do it. */
export function ErrorBanner({ onType }: { onType(): void }) {
  const voice = useConsoleVoice()
  const problem = useObservable(voice.problem)
  const state = useObservable(useVoice().state)
  // It is there before there is a problem: what comes into it is announced at once.
  return (
    <section className="banner" role="alert" data-state={state} hidden={!problem}>
      {problem && <Told problem={problem} onType={onType} />}
    </section>
  )
}

function Told({ problem: { code, message, repair, wantsKey }, onType }: { readonly problem: Problem; onType(): void }) {
  const voice = useConsoleVoice()
  const state = useObservable(useVoice().state)
  const typeInstead = () => {
    voice.problem.set(null)
    onType()
  }
  const ofMicrophone = code.startsWith('microphone-')
  return (
    <>
      <p>
        <strong>{message}</strong> {repair}
      </p>
      <div className="row">
        {ofMicrophone && code !== 'microphone-insecure-page' && (
          <button type="button" onClick={() => void voice.talk()}>
            Try the microphone again
          </button>
        )}
        {ofMicrophone && (
          <button type="button" onClick={typeInstead}>
            Type instead
          </button>
        )}
        {wantsKey && <KeyForm />}
        {state === 'failed' && !wantsKey && (
          <button type="button" onClick={() => void voice.tryAgain()}>
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

function KeyForm() {
  const voice = useConsoleVoice()
  const [key, setKey] = useState('')
  const connect = (event: FormEvent) => {
    event.preventDefault()
    serverKey.set(key.trim())
    void voice.tryAgain()
  }
  return (
    <form className="row" onSubmit={connect}>
      <input
        type="password"
        aria-label="Key"
        placeholder="Key"
        autoComplete="off"
        maxLength={500}
        value={key}
        onChange={({ target }) => setKey(target.value)}
      />
      <button type="submit" disabled={key.trim() === ''}>
        Connect
      </button>
    </form>
  )
}
