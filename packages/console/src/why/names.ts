import type { SpanKind, StepKind } from './turn-story.js'

/** Milliseconds that people wait for an answer: a quick one between two people, a good one, and one that begins to feel slow. */
export const targetsMs = [300, 500, 800] as const

export const spanNames: Readonly<Record<SpanKind, string>> = {
  speech: 'You spoke',
  quiet: 'Quiet',
  recognition: 'Recognition',
  model: 'Model, to its first words',
  tool: 'Tool',
  voice: 'First clause spoken',
  playout: 'You heard',
  held: 'Pause in the voice',
}

export const stepNames: Readonly<Record<StepKind, string>> = {
  quiet: 'quiet, until it was decided',
  recognition: 'recognition, until the reply began',
  model: 'model, until its first words',
  voice: 'first clause, until its first sound arrived',
  playout: 'buffer, until it was heard',
}

export function milliseconds(ms: number | null): string {
  if (ms === null) return '–'
  return Math.abs(ms) < 9_999.5 ? `${Math.round(ms).toLocaleString('en')} ms` : `${(ms / 1_000).toFixed(1)} s`
}
