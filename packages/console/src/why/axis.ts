/** A time axis from `fromMs` to `toMs`; places are percent of its width. */
export interface Axis {
  readonly fromMs: number
  readonly toMs: number
  /** Round times, counted from `fromMs`. */
  readonly ticksMs: readonly number[]
  percent(ms: number): number
}

const roundSteps = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000]

/** With `mostTicks` marks at most. */
export function axis(fromMs: number, toMs: number, mostTicks: number): Axis {
  const lengthMs = Math.max(1, toMs - fromMs)
  const stepMs = roundSteps.find((step) => lengthMs / step <= mostTicks) ?? lengthMs
  return {
    fromMs,
    toMs: fromMs + lengthMs,
    ticksMs: Array.from({ length: Math.floor(lengthMs / stepMs) + 1 }, (_, index) => index * stepMs),
    percent: (ms) => Math.min(1, Math.max(0, (ms - fromMs) / lengthMs)) * 100,
  }
}
