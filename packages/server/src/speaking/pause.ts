import type { ClauseEnd } from './clauses.js'

const pauseMs: { readonly [end in ClauseEnd]: number } = { word: 0, phrase: 120, sentence: 250, paragraph: 400 }

/** The pause behind a clause, in ms. Who speaks faster pauses less. */
export function pauseAfter(end: ClauseEnd, speed: number): number {
  return pauseMs[end] / speed
}
