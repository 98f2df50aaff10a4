import { useState } from 'react'
import { type Settings, type TurnChoice, turnChoices } from '../settings/settings.js'
import { useConsoleVoice, useSettings } from '../voice/use-console-voice.js'
import { Field } from './field.js'

const voices = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar', 'fable', 'onyx', 'nova', 'slt', 'rms', 'awb', 'kal16']

export function VoiceSettings() {
  const voice = useConsoleVoice()
  const settings = useSettings()
  const [refusal, setRefusal] = useState<string | null>(null)
  const change = (changed: Partial<Settings>) => {
    setRefusal(null)
    voice.change(changed).catch((error: Error) => setRefusal(error.message))
  }
  return (
    <details>
      <summary>Voice and turn-taking</summary>
      <Field label="Voice">
        <select value={settings.voice} onChange={({ target }) => change({ voice: target.value })}>
          {voices.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <Field label={`Speed: ${settings.speed.toFixed(2)}`}>
        <input type="range" min="0.5" max="1.5" step="0.05" value={settings.speed} onChange={({ target }) => change({ speed: Number(target.value) })} />
      </Field>
      <Field label="It answers">
        <select value={settings.turns} onChange={({ target }) => change({ turns: target.value as TurnChoice })}>
          {turnChoices.map(({ choice, label }) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      {refusal !== null && (
        <p role="alert" className="quiet">
          {refusal} The choice is kept for the next conversation.
        </p>
      )}
    </details>
  )
}
