import { type FormEvent, useState } from 'react'
import { useConsoleVoice, useSettings } from '../voice/use-console-voice.js'
import { Field } from './field.js'

/** What the agent is told to be. */
export function Instructions() {
  const voice = useConsoleVoice()
  const { instructions } = useSettings()
  const [text, setText] = useState(instructions)
  const [told, setTold] = useState('')
  const apply = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await voice.change({ instructions: text })
      setTold('Applied.')
    } catch (error) {
      setTold((error as Error).message)
    }
  }
  return (
    <details>
      <summary>Instructions</summary>
      <form onSubmit={(event) => void apply(event)}>
        <Field label="What the agent is and does">
          <textarea
            rows={4}
            maxLength={20_000}
            value={text}
            onChange={({ target }) => setText(target.value)}
            placeholder="You are a friendly librarian. Answer in one sentence."
          />
        </Field>
        <div className="row">
          <button type="submit" disabled={text === instructions}>
            Apply
          </button>
          <p role="status" className="quiet">
            {told}
          </p>
        </div>
        <p className="quiet">
          The built-in responder is no language model and does not follow them; name one with <code>--llm</code>.
        </p>
      </form>
    </details>
  )
}
