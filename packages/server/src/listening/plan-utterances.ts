import { toSamples } from './sample-rate.js'
import type { Span } from './voice-tracker.js'

/** Audio around the voice that the recogniser is given: without it words are lost, with much more of it whole utterances are (measured for Moonshine Tiny). */
export const marginSamples = toSamples(400)
/** The recogniser's errors multiply beyond 30 s of audio (measured: 14.5 % up to there, 64 % at 45 s), so it is given less at a time. */
const longestSamples = toSamples(24_000)
/** Voice without a pause is cut at its quietest place behind this. */
const earliestCutSamples = toSamples(15_000)
/** What is recognised at once: stretches of audio, put one behind the other. The silence between them is left out. */
export type UtterancePlan = readonly Span[]

/**
 * Divides voice into utterances for the recogniser. `within` is the audio that is there; `quietestWithin` finds a place to cut voice that knows no pause.
 * More voice later never changes any utterance but the last.
 */
export function planUtterances(voice: readonly Span[], within: Span, quietestWithin: (span: Span) => number): UtterancePlan[] {
  const plans: Span[][] = []
  for (const span of withMargins(voice, within).flatMap((span) => inParts(span, quietestWithin))) {
    const last = plans.at(-1)
    if (last && lengthOf(last) + span.to - span.from <= longestSamples) last.push(span)
    else plans.push([span])
  }
  return plans
}

/** Each voice with the audio around it, as far as it is there; those that meet become one. */
function withMargins(voice: readonly Span[], within: Span): Span[] {
  const wide: Span[] = []
  for (const span of voice) {
    const from = Math.max(within.from, span.from - marginSamples)
    const to = Math.min(within.to, span.to + marginSamples)
    const last = wide.at(-1)
    if (last && from <= last.to) wide[wide.length - 1] = { from: last.from, to }
    else wide.push({ from, to })
  }
  return wide
}

function inParts(span: Span, quietestWithin: (span: Span) => number): Span[] {
  const parts: Span[] = []
  let { from } = span
  while (span.to - from > longestSamples) {
    const cut = quietestWithin({ from: from + earliestCutSamples, to: from + longestSamples })
    parts.push({ from, to: cut })
    from = cut
  }
  return [...parts, { from, to: span.to }]
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0)
}
