import { targetsMs } from './names.js'
import { percentile } from './percentile.js'
import type { TurnStory } from './turn-story.js'

export interface SessionFigures {
  readonly turns: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  /** How many turns were answered within each target, in the order of `targetsMs`. */
  readonly within: readonly number[]
}

/** Mouth to ear over the turns that were answered, by voice and by text apart: typing has no quiet to wait for. */
export function sessionFigures(stories: readonly TurnStory[], by: TurnStory['by']): SessionFigures {
  const totals = stories.flatMap((story) => (story.by === by && story.waterfall.totalMs !== null ? [story.waterfall.totalMs] : []))
  return {
    turns: totals.length,
    p50Ms: percentile(totals, 0.5),
    p95Ms: percentile(totals, 0.95),
    within: targetsMs.map((target) => totals.filter((total) => total <= target).length),
  }
}
