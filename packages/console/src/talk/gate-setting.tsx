import { useObservable } from '@sidetone/react'
import type { GateChoice, GateInUse } from '../voice/gate.js'
import { useConsoleVoice, useSettings } from '../voice/use-console-voice.js'
import { Field } from './field.js'

const choices: readonly { readonly choice: GateChoice; readonly label: string }[] = [
  { choice: 'voice-model', label: 'Voice model' },
  { choice: 'level', label: 'Level' },
  { choice: 'off', label: 'Nothing: all is sent' },
]

/** What holds back silence, as it is wanted and as it is. */
export function GateSetting() {
  const voice = useConsoleVoice()
  const { gate } = useSettings()
  const inUse = useObservable(voice.gate.inUse)
  return (
    <>
      <Field label="Silence is held back by">
        <select value={gate} onChange={({ target }) => void voice.change({ gate: target.value as GateChoice })}>
          {choices.map(({ choice, label }) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <p className="quiet" role="status" data-gate={inUse.kind}>
        {words(inUse)}
      </p>
    </>
  )
}

function words(inUse: GateInUse): string {
  if (inUse.kind === 'off') return 'In use: nothing. Everything is sent.'
  if (inUse.kind === 'voice-model') return 'In use: voice model. Noise is held back as well.'
  if (inUse.because === null) return 'In use: level. What is louder than the room is sent.'
  if (inUse.because === 'not-yet') return 'In use: level, until you talk; then the voice model is fetched (2.3 MB).'
  if (inUse.because === 'loading') return 'In use: level, until the voice model is here.'
  return `In use: level. ${inUse.because.message}`
}
