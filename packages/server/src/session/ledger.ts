import type { ItemId } from '@sidetone/protocol'
import type { HeardMark } from '../speaking/contract.js'

/**
 * What was played of one spoken item: the single truth behind history, captions and bills.
 * The text is whole here; the conversation holds what was heard of it.
 */
export interface PlayedAudio {
  readonly itemId: ItemId
  /** All text of the item so far, as it was generated. */
  readonly text: string
  /** Where in the text each word that left ends, and when it ends in the item's audio. */
  readonly marks: readonly HeardMark[]
  /** Audio that has left, in ms. */
  readonly sentMs: number
  /** When the first of it left; null before. */
  readonly firstSentAtMs: number | null
  /** Set when playing was cut short: nothing behind `atMs` was heard. An estimate gives way to what the client reports. */
  readonly cut: { readonly atMs: number; readonly by: 'estimate' | 'client' } | null
}

export function openLedger(itemId: ItemId): PlayedAudio {
  return { itemId, text: '', marks: [], sentMs: 0, firstSentAtMs: null, cut: null }
}

export function recordText(played: PlayedAudio, delta: string): PlayedAudio {
  return { ...played, text: played.text + delta }
}

export function recordAudio(played: PlayedAudio, durationMs: number, words: readonly HeardMark[], nowMs: number): PlayedAudio {
  return {
    ...played,
    marks: words.length === 0 ? played.marks : [...played.marks, ...words],
    sentMs: played.sentMs + durationMs,
    firstSentAtMs: played.firstSentAtMs ?? nowMs,
  }
}

/** All audio has left: whatever text is behind the last word (a line that cannot be spoken) counts as heard with it. */
export function recordEnd(played: PlayedAudio): PlayedAudio {
  return { ...played, marks: [...played.marks, { textEnd: played.text.length, audioEndMs: played.sentMs }] }
}

/**
 * How much the listener has heard by now, in ms of the item's audio. A link that does not report playback is taken to play from the first
 * packet on without a break, so this is the least that real time allows and never more than was sent.
 */
export function heardMs(played: PlayedAudio, nowMs: number): number {
  if (played.cut) return played.cut.atMs
  if (played.firstSentAtMs === null) return 0
  return Math.min(played.sentMs, nowMs - played.firstSentAtMs)
}

/** How much is still to be heard of what was sent, in ms. */
export function unheardMs(played: PlayedAudio, nowMs: number): number {
  return played.cut ? 0 : played.sentMs - heardMs(played, nowMs)
}

/** Clients count in whole milliseconds and sums of durations carry rounding errors: a word that ends this little later was heard. */
const roundingMs = 1

/** The text up to the last word that had ended at `audioEndMs`. */
export function heardText(played: PlayedAudio, audioEndMs: number): string {
  let textEnd = 0
  for (const mark of played.marks) if (mark.audioEndMs < audioEndMs + roundingMs) textEnd = Math.max(textEnd, mark.textEnd)
  return played.text.slice(0, textEnd).trimEnd()
}

/** The text as it was heard: whole, or up to the cut. */
export function textAsHeard(played: PlayedAudio): string {
  return played.cut ? heardText(played, played.cut.atMs) : played.text
}

/** How far a client may say that playing went, in ms: what it said before, else all that was sent. */
export function truncatableMs(played: PlayedAudio): number {
  return played.cut?.by === 'client' ? played.cut.atMs : played.sentMs
}
