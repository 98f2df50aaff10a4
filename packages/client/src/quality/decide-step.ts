import type { QualityStep } from '../contract.js'

/** Best first. */
export const ladder: readonly QualityStep[] = ['pcm-24k', 'pcm-16k', 'g711-8k']

export interface Strain {
  /** Audio that waits to leave: what the socket holds, at the present step's rate. */
  readonly queuedMs: number
  /** Smoothed; null when this server does not tell. */
  readonly roundTripMs: number | null
}

/** Speech that waits longer than this is late for a conversation. */
const strainedQueueMs = 300
const strainedRoundTripMs = 800
/** So long has it to be strained before the next step down. */
const downAfterMs = 1_000
/** Calm for so long before a step up, doubled each time that the step up did not last, so that it does not swing. */
const upAfterMs = 8_000
const mostUpAfterMs = 60_000

export interface Quality {
  readonly step: QualityStep
  readonly strainedSinceMs: number | null
  readonly calmSinceMs: number
  readonly upAfterMs: number
  readonly steppedUpAtMs: number | null
}

export function firstQuality(nowMs: number): Quality {
  return { step: 'pcm-24k', strainedSinceMs: null, calmSinceMs: nowMs, upAfterMs, steppedUpAtMs: null }
}

/** The quality after one look at the line. `allowed`: the steps that this server accepts. */
export function nextQuality(quality: Quality, strain: Strain, nowMs: number, allowed: readonly QualityStep[]): Quality {
  const steps = ladder.filter((step) => allowed.includes(step))
  const at = steps.indexOf(quality.step)
  if (at < 0) return quality
  const strained = strain.queuedMs > strainedQueueMs || (strain.roundTripMs ?? 0) > strainedRoundTripMs
  if (strained) {
    const sinceMs = quality.strainedSinceMs ?? nowMs
    const lower = steps[at + 1]
    if (nowMs - sinceMs < downAfterMs || lower === undefined) return { ...quality, strainedSinceMs: sinceMs, calmSinceMs: nowMs }
    return {
      step: lower,
      strainedSinceMs: null,
      calmSinceMs: nowMs,
      upAfterMs: nextUpAfterMs(quality, nowMs),
      steppedUpAtMs: null,
    }
  }
  const higher = steps[at - 1]
  if (nowMs - quality.calmSinceMs < quality.upAfterMs || higher === undefined) return { ...quality, strainedSinceMs: null }
  return { ...quality, step: higher, strainedSinceMs: null, calmSinceMs: nowMs, steppedUpAtMs: nowMs }
}

/** Down again soon after a step up: twice as patient. Down long after it: the line was good meanwhile. Down twice: as before. */
function nextUpAfterMs({ steppedUpAtMs, upAfterMs: before }: Quality, nowMs: number): number {
  if (steppedUpAtMs === null) return before
  return nowMs - steppedUpAtMs < before ? Math.min(mostUpAfterMs, before * 2) : upAfterMs
}
