import type { TurnTimes } from '../contract.js'

/** What a turn's times are made of: events of the wire and of this machine's own ears and mouth. */
export type TurnFact =
  | { readonly type: 'turn-ended'; readonly atMs: number; readonly reason: string | null }
  | { readonly type: 'transcribed' | 'response-created' | 'first-audio'; readonly atMs: number }
  | { readonly type: 'heard' | 'heard-all'; readonly atMs: number }
  | { readonly type: 'barge-in'; readonly atMs: number; readonly silentAtMs: number }

/** Turns that are kept. */
const mostTurns = 200

/** The times after one fact; `lastSoundAtMs` is when this microphone last heard the user. */
export function nextTurnTimes(turns: readonly TurnTimes[], fact: TurnFact, lastSoundAtMs: number | null): readonly TurnTimes[] {
  switch (fact.type) {
    case 'turn-ended': {
      const turn = (turns.at(-1)?.turn ?? 0) + 1
      return [...turns, { ...noTimes(turn), speechEndAtMs: lastSoundAtMs, turnEndAtMs: fact.atMs, reason: fact.reason }].slice(-mostTurns)
    }
    case 'transcribed':
      return withLast(turns, { transcriptAtMs: fact.atMs })
    case 'response-created':
      // A reply that goes on behind a tool is another response of the same turn.
      return turns.at(-1)?.responseCreatedAtMs == null ? withLast(turns, { responseCreatedAtMs: fact.atMs }) : turns
    case 'first-audio':
      return turns.at(-1)?.firstAudioAtMs == null ? withLast(turns, { firstAudioAtMs: fact.atMs }) : turns
    case 'heard':
      return turns.at(-1)?.firstHeardAtMs == null ? withLast(turns, { firstHeardAtMs: fact.atMs }) : turns
    case 'heard-all':
      return withLast(turns, { lastHeardAtMs: fact.atMs })
    case 'barge-in':
      return withLast(turns, { bargeInAtMs: fact.atMs, silentAtMs: fact.silentAtMs })
  }
}

function noTimes(turn: number): TurnTimes {
  return {
    turn,
    speechEndAtMs: null,
    turnEndAtMs: null,
    transcriptAtMs: null,
    responseCreatedAtMs: null,
    firstAudioAtMs: null,
    firstHeardAtMs: null,
    lastHeardAtMs: null,
    bargeInAtMs: null,
    silentAtMs: null,
    reason: null,
  }
}

function withLast(turns: readonly TurnTimes[], patch: Partial<TurnTimes>): readonly TurnTimes[] {
  const last = turns.at(-1)
  return last ? turns.with(-1, { ...last, ...patch }) : turns
}
