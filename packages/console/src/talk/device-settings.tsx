import type { AudioDevice, Levels, Observable } from '@sidetone/client'
import { useConnected, useObservable, useVoice } from '@sidetone/react'
import { useEffect, useRef, useState } from 'react'
import { useConsoleVoice, useSettings } from '../voice/use-console-voice.js'
import { Field } from './field.js'
import { GateSetting } from './gate-setting.js'
import { MicrophoneTrial } from './microphone-trial.js'

export function DeviceSettings() {
  const voice = useConsoleVoice()
  const { microphoneId, speakerId, volume } = useSettings()
  const state = useObservable(useVoice().state)
  const connected = useConnected()
  const [devices, setDevices] = useState<{ readonly ears: readonly AudioDevice[]; readonly mouths: readonly AudioDevice[] }>({ ears: [], mouths: [] })

  const [allowed, setAllowed] = useState(0)

  // Names are told once the microphone may be used: with each state, and each trial, there may be more to know.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    let current = true
    const look = async () => {
      const [ears, mouths] = await Promise.all([voice.microphone.devices(), voice.speaker.devices()])
      if (current) setDevices({ ears, mouths })
    }
    void look()
    voice.microphone.onDeviceChange = () => void look()
    return () => {
      current = false
    }
  }, [voice, state, allowed])

  const chooseMicrophone = async (id: string) => {
    void voice.change({ microphoneId: id })
    try {
      await voice.microphone.choose(id)
    } catch (error) {
      voice.problem.set(error as NonNullable<typeof voice.problem.value>)
    }
  }
  return (
    <details>
      <summary>Microphone and loudspeaker</summary>
      <Field label="Microphone">
        <DeviceChoice devices={devices.ears} current={microphoneId} onChoose={(id) => void chooseMicrophone(id)} />
      </Field>
      {connected && <LevelMeter label="Microphone level" read={({ microphone }) => microphone} />}
      <MicrophoneTrial onAllowed={() => setAllowed((times) => times + 1)} />
      <GateSetting />
      <Field label="Loudspeaker">
        <DeviceChoice
          devices={devices.mouths}
          current={speakerId}
          onChoose={(id) => {
            void voice.change({ speakerId: id })
            void voice.speaker.choose(id)
          }}
        />
      </Field>
      <LevelMeter label="Loudspeaker level" read={({ speaker }) => speaker} />
      <Field label={`Volume: ${Math.round(volume * 100)} %`}>
        <input
          type="range"
          min="0"
          max="1"
          step="0.05"
          value={volume}
          onChange={({ target }) => {
            void voice.change({ volume: Number(target.value) })
            voice.speaker.setVolume(Number(target.value))
          }}
        />
      </Field>
    </details>
  )
}

interface DeviceChoiceProps {
  readonly devices: readonly AudioDevice[]
  readonly current: string | null
  onChoose(id: string): void
}

function DeviceChoice({ devices, current, onChoose }: DeviceChoiceProps) {
  const named = devices.filter(({ id, label }) => id !== 'default' && label !== '')
  return (
    <select value={named.some(({ id }) => id === current) ? (current ?? 'default') : 'default'} onChange={({ target }) => onChoose(target.value)}>
      <option value="default">{named.length === 0 ? 'Default (more when the microphone is allowed)' : 'Default'}</option>
      {named.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  )
}

/** Follows the level without rendering anew. */
function LevelMeter({ label, read }: { readonly label: string; read(levels: Levels): number }) {
  const levels: Observable<Levels> = useVoice().levels
  const meter = useRef<HTMLMeterElement>(null)
  const reading = useRef(read)
  useEffect(
    () =>
      levels.subscribe((value) => {
        if (meter.current) meter.current.value = reading.current(value)
      }),
    [levels],
  )
  return <meter ref={meter} aria-label={label} min={0} max={1} defaultValue={0} />
}
