import type { Row } from './over-reply-score.js'
import { percentile } from './percentile.js'
import type { ScenePause, TurnScene } from './turn-scenes.js'

/** What came of one scene: when reply audio began, in seconds of the scene. */
export interface Played {
  readonly scene: TurnScene
  readonly repliesAtSeconds: readonly number[]
}

export interface TurnScore {
  readonly medianCompleteMs: number
  readonly medianMs: number
  readonly p95Ms: number
  readonly answered: string
  /** Per hundred pauses of this kind. */
  readonly inside: Share
  readonly atSentenceEnd: Share
  /** Turns with at least one reply before the true end, per hundred turns as they were recorded. */
  readonly plainTurns: Share
  readonly plainTurnsInside: Share
  /** Reply audio before the end that belongs to no pause of 0.3 s or more. */
  readonly elsewhere: number
}

export interface Share {
  readonly count: number
  readonly of: number
}

/** A reply that begins this early is taken for an answer to the whole: the end of speech is known to some hundredths of a second. */
const toleranceSeconds = 0.06

/** Latency is taken from turns as they were recorded; of those with a premature reply too, when another one followed the true end. */
export function scoreTurns(played: readonly Played[]): TurnScore {
  const latencies: { ms: number; complete: boolean }[] = []
  const pauses: { place: ScenePause['place']; cut: boolean }[] = []
  const turns: { cut: boolean; inside: boolean }[] = []
  let elsewhere = 0
  for (const { scene, repliesAtSeconds } of played) {
    const early = repliesAtSeconds.filter((at) => at < scene.speechEndSeconds - toleranceSeconds)
    const answer = repliesAtSeconds.find((at) => at >= scene.speechEndSeconds - toleranceSeconds)
    const cutPauses = new Set<ScenePause>()
    for (const at of early) {
      const pause = scene.pauses.filter((each) => each.startSeconds < at).at(-1)
      // Audio that begins within the pause, or just behind it because it was on its way.
      if (pause && at < pause.endSeconds + 0.25) cutPauses.add(pause)
      else elsewhere++
    }
    for (const pause of scene.pauses) pauses.push({ place: pause.place, cut: cutPauses.has(pause) })
    if (scene.kind !== 'plain') continue
    turns.push({ cut: early.length > 0, inside: early.length > 0 && (cutPauses.size === 0 || [...cutPauses].some((each) => each.place === 'inside')) })
    if (answer !== undefined) latencies.push({ ms: 1000 * (answer - scene.speechEndSeconds), complete: scene.complete })
  }
  const all = latencies.map((each) => each.ms)
  const complete = latencies.filter((each) => each.complete).map((each) => each.ms)
  const shareOf = (place: ScenePause['place']): Share => {
    const these = pauses.filter((each) => each.place === place)
    return { count: these.filter((each) => each.cut).length, of: these.length }
  }
  return {
    medianCompleteMs: percentile(complete, 50),
    medianMs: percentile(all, 50),
    p95Ms: percentile(all, 95),
    answered: `${latencies.length}/${turns.length}`,
    inside: shareOf('inside'),
    atSentenceEnd: shareOf('sentence-end'),
    plainTurns: { count: turns.filter((each) => each.cut).length, of: turns.length },
    plainTurnsInside: { count: turns.filter((each) => each.inside).length, of: turns.length },
    elsewhere,
  }
}

export const scoreHeader =
  'setting               median complete   median      p95  answered   cut in: plain turns  of them inside   pauses inside   at sentence end  elsewhere'

export function scoreLine(name: string, score: TurnScore): string {
  const percent = (share: Share) => `${share.count}/${share.of} ${percentOf(share)}`.padStart(16)
  const ms = (value: number) => `${value.toFixed(0)} ms`.padStart(8)
  return [
    name.padEnd(22),
    `${ms(score.medianCompleteMs).padStart(14)} ${ms(score.medianMs)} ${ms(score.p95Ms)} ${score.answered.padStart(9)}`,
    `    ${percent(score.plainTurns)} ${percent(score.plainTurnsInside)}${percent(score.inside)} ${percent(score.atSentenceEnd)}`,
    `${score.elsewhere}`.padStart(10),
  ].join(' ')
}

/** The rows of the one table that say when the reply begins, with their goals. */
export function responseRows(score: TurnScore): Row[] {
  const percent = (share: Share) => `${share.count} of ${share.of}, ${percentOf(share)}`
  const ms = (value: number) => `${value.toFixed(0)} ms`
  return [
    { name: 'response after complete sentences, median', value: ms(score.medianCompleteMs), goal: '<= 300 ms' },
    { name: 'response after all turns, median', value: ms(score.medianMs), goal: '<= 500 ms' },
    { name: 'response after all turns, p95', value: ms(score.p95Ms), goal: '<= 1000 ms' },
    { name: 'turns as recorded that were cut into inside a sentence', value: percent(score.plainTurnsInside), goal: '<= 3 %' },
    { name: 'pauses inside a sentence that were cut into, stretched ones too', value: percent(score.inside), goal: '' },
    { name: 'pauses at a sentence end that were cut into', value: percent(score.atSentenceEnd), goal: '<= 15 %' },
  ]
}

/** Of nothing there is no part. */
function percentOf({ count, of }: Share): string {
  return of === 0 ? '-' : `${((100 * count) / of).toFixed(1)} %`
}
