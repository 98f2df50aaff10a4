import { levelOf, type Microphone, systemClock, type VoiceError } from '@sidetone/client'
import { useConnected } from '@sidetone/react'
import { useEffect, useRef, useState } from 'react'
import { useConsoleVoice } from '../voice/use-console-voice.js'

/** A microphone that was forgotten is off after this time. */
const longestMs = 30_000

/** The level before there is a conversation: does it hear me? What it hears stays in the page. */
export function MicrophoneTrial({ onAllowed }: { onAllowed(): void }) {
  const voice = useConsoleVoice()
  const connected = useConnected()
  const [trial, setTrial] = useState<Microphone | null>(null)
  const meter = useRef<HTMLMeterElement>(null)

  useEffect(() => {
    if (!trial) return
    if (connected) setTrial(null)
    const forget = systemClock.after(longestMs, () => setTrial(null))
    return () => {
      forget()
      trial.close()
    }
  }, [trial, connected])

  const begin = async () => {
    const microphone = voice.anotherMicrophone()
    microphone.onAudio = ({ samples }) => {
      if (meter.current) meter.current.value = levelOf(meanPower(samples))
    }
    try {
      await microphone.open(systemClock)
      voice.problem.set(null)
      setTrial(microphone)
      onAllowed()
    } catch (error) {
      voice.problem.set(error as VoiceError)
    }
  }
  if (connected) return null
  return (
    <div className="trial">
      <button type="button" aria-pressed={trial !== null} onClick={() => (trial ? setTrial(null) : void begin())}>
        Try the microphone
      </button>
      {trial && <meter ref={meter} aria-label="Level of the trial" min={0} max={1} defaultValue={0} />}
      <p className="quiet" role="status">
        {trial && 'Say something: the bar moves when it is heard. Nothing of it leaves this page.'}
      </p>
    </div>
  )
}

/** Of samples as a share of full scale. */
function meanPower(samples: Int16Array): number {
  return samples.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / Math.max(1, samples.length)
}
