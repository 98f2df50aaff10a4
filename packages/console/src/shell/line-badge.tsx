import type { LinkQuality, QualityStep } from '@sidetone/client'
import { useObservable, useVoice } from '@sidetone/react'
import { useStateWords } from '../voice/use-state-words.js'

const steps: Readonly<Record<QualityStep, string>> = { 'pcm-24k': '24 kHz', 'pcm-16k': '16 kHz', 'g711-8k': 'telephone' }
/** A round trip that is felt in a conversation. */
const slowMs = 250

/** State in a word, and how good the line is. */
export function LineBadge() {
  const client = useVoice()
  const state = useObservable(client.state)
  const quality = useObservable(client.quality)
  const { word } = useStateWords()
  const open = state === 'listening' || state === 'hearing' || state === 'thinking' || state === 'speaking'
  return (
    <p className="badge" data-state={state}>
      <span className="badge-dot" aria-hidden="true" />
      <span className="badge-state">{word}</span>
      {open && <span className="badge-line">{lineWords(quality)}</span>}
    </p>
  )
}

function lineWords({ step, roundTripMs }: LinkQuality): string {
  if (roundTripMs === null) return steps[step]
  return `${steps[step]}, ${roundTripMs < slowMs ? '' : 'slow line, '}${Math.round(roundTripMs)} ms`
}
