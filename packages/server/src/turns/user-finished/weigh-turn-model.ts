import type { TurnModelAnswer } from '../../providers/turn-model/contract.js'

/** No probability makes do with less: closures within words are as long. */
const leastMs = 200

/**
 * Quiet that is needed when a turn model has been asked, in ms, and what it said. A probability p multiplies the quiet of the words by 2^(1 - 2p): as it is at
 * one half, half as much when the speaker is surely done, twice as much when he surely is not; never under 200 ms, and never over `mostMs`, what incomplete
 * words ask for. Until it has answered, nothing changes.
 */
export function weighTurnModel(byWordsMs: number, answer: TurnModelAnswer | undefined, mostMs: number): { ms: number; reason: string | null } {
  switch (answer?.state) {
    case undefined:
      return { ms: byWordsMs, reason: null }
    case 'waiting':
      return { ms: byWordsMs, reason: 'the turn model has not answered' }
    case 'failed':
      return { ms: byWordsMs, reason: 'the turn model failed' }
    case 'answered': {
      const { probability } = answer
      const ms = Math.min(mostMs, Math.max(leastMs, byWordsMs * 2 ** (1 - 2 * probability)))
      return { ms, reason: `done by ${Math.round(100 * probability)} % for the turn model` }
    }
  }
}
