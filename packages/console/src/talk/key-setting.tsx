import { useObservable } from '@sidetone/react'
import { serverKey } from '../settings/server-key.js'
import { Field } from './field.js'

export function KeySetting() {
  const key = useObservable(serverKey)
  return (
    <details>
      <summary>Key of the server</summary>
      {/* Browsers ask for a form around a password; there is nothing to send. */}
      <form onSubmit={(event) => event.preventDefault()}>
        <Field label="Key">
          <input type="password" autoComplete="off" maxLength={500} value={key} onChange={({ target }) => serverKey.set(target.value.trim())} />
        </Field>
      </form>
      <p className="quiet">Only for a server that was started with keys. It is used from the next connection on, and forgotten with this tab.</p>
    </details>
  )
}
