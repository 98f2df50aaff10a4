import { useObservable, useVoice } from '@sidetone/react'
import { type FormEvent, useState } from 'react'
import { useConsoleVoice, useSettings } from '../voice/use-console-voice.js'
import { Field } from './field.js'
import { readTool, type ToolForm } from './read-tool.js'

const empty: ToolForm = { name: '', description: '', parameters: '{ "type": "object", "properties": {} }', answer: '"done"' }
const shownCalls = 10

/** Tools with a fixed answer: enough to see when the model calls what, and what it makes of the result. */
export function ToolsPanel() {
  const voice = useConsoleVoice()
  const { tools } = useSettings()
  const calls = useObservable(useVoice().transcript).filter(({ role }) => role === 'tool')
  const [form, setForm] = useState(empty)
  const [problem, setProblem] = useState<string | null>(null)
  const field = (name: keyof ToolForm) => ({
    value: form[name],
    onChange: ({ target }: { readonly target: { readonly value: string } }) => setForm({ ...form, [name]: target.value }),
  })
  const add = (event: FormEvent) => {
    event.preventDefault()
    const tool = readTool(form)
    setProblem(typeof tool === 'string' ? tool : null)
    if (typeof tool === 'string') return
    voice.addTool(tool)
    setForm(empty)
  }
  return (
    <details>
      <summary>Tools{tools.length > 0 && ` (${tools.length})`}</summary>
      {tools.length === 0 && <p className="quiet">No tools yet. One that you add here gives the same answer to every call.</p>}
      <ul className="tools">
        {tools.map(({ name, answer }) => (
          <li key={name} className="row">
            <code>{name}</code>
            <code className="quiet">{JSON.stringify(answer)}</code>
            <button type="button" onClick={() => voice.removeTool(name)} aria-label={`Remove ${name}`}>
              Remove
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={add}>
        <Field label="Name">
          <input className="mono" placeholder="get_weather" maxLength={64} {...field('name')} />
        </Field>
        <Field label="What it does">
          <input placeholder="Tells the weather in a city" maxLength={1_000} {...field('description')} />
        </Field>
        <Field label="Parameters (JSON Schema)">
          <textarea className="mono" rows={3} maxLength={20_000} {...field('parameters')} />
        </Field>
        <Field label="Its answer (JSON)">
          <textarea className="mono" rows={2} maxLength={20_000} {...field('answer')} />
        </Field>
        {problem !== null && <p role="alert">{problem}</p>}
        <button type="submit">Add tool</button>
      </form>
      {calls.length > 0 && (
        <>
          <h3>Calls and results</h3>
          <ol className="calls">
            {calls.slice(-shownCalls).map(({ itemId, text }) => (
              <li key={itemId}>
                <code>{text}</code>
              </li>
            ))}
          </ol>
        </>
      )}
    </details>
  )
}
