import type { Turn } from './turn.js'

/** One thing that the responder can do. */
export interface Skill {
  /** Follows "Did you mean": `to hear the time`. null: nobody needs it offered. */
  readonly offer: string | null
  /** What people say to have it, in plain words. The first one is asked for when the offer is taken. */
  readonly phrases: readonly string[]
  /** Whether a phrase that is nearly right is as good as the phrase itself; not so where the words themselves are used. */
  readonly forgives: boolean
  /** The answer; null: these words do not ask for it. */
  answer(turn: Turn): string | null
}
