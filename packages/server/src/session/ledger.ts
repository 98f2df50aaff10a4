import type { AssistantPart, InterruptionPolicy, ItemId } from '@sidetone/protocol'
import type { HeardMark } from '../speaking/contract.js'

/**
 * What was played of one spoken item: the single truth behind history, captions and bills.
 * The text is whole here; the conversation holds what was heard of it.
 */
export interface PlayedAudio {
  readonly itemId: ItemId
  /** How its reply takes speech. */
  readonly interruption: InterruptionPolicy
  /** All text of the item so far, as it was generated. */
  readonly text: string
  /** Where in the text each word that left ends, and when it ends in the item's audio. */
  readonly marks: readonly HeardMark[]
  /** Audio that has left, in ms. */
  readonly sentMs: number
  /** When the first of it was heard, or will be behind other audio, put off by the times in which the listener had run out of audio; null before it left. */
  readonly firstSentAtMs: number | null
  /**
   * Set when playing was cut short: nothing behind `atMs` was or will be heard. An estimate gives way to what the client reports, and to what was
   * dropped of sound that is played here (`playback`). Where the reply ended with
   * its sentence, what left of it is heard to its end.
   */
  readonly cut: { readonly atMs: number; readonly by: 'estimate' | 'playback' | 'client' | 'failure' | 'sentence' } | null
}

export function openLedger(itemId: ItemId, interruption: InterruptionPolicy = 'allow'): PlayedAudio {
  return { itemId, interruption, text: '', marks: [], sentMs: 0, firstSentAtMs: null, cut: null }
}

export function recordText(played: PlayedAudio, delta: string): PlayedAudio {
  return { ...played, text: played.text + delta }
}

/** `heardFromMs`: when this stretch begins to be heard, or begins at once. */
export function recordAudio(played: PlayedAudio, durationMs: number, words: readonly HeardMark[], heardFromMs: number): PlayedAudio {
  return {
    ...played,
    marks: words.length === 0 ? played.marks : [...played.marks, ...words],
    sentMs: played.sentMs + durationMs,
    firstSentAtMs: Math.max(played.firstSentAtMs ?? heardFromMs, heardFromMs - played.sentMs),
  }
}

/** All audio has left: whatever text is behind the last word (a line that cannot be spoken) counts as heard with it. */
export function recordEnd(played: PlayedAudio): PlayedAudio {
  return { ...played, marks: [...played.marks, { textEnd: played.text.length, audioEndMs: played.sentMs }] }
}

/**
 * How much the listener has heard by now, in ms of the item's audio. A link that does not report playback is taken to play from the first
 * packet on, and with the next one where it had run out: the least that real time allows and never more than was sent.
 */
export function heardMs(played: PlayedAudio, nowMs: number): number {
  return played.cut ? played.cut.atMs : hearableMs(played, nowMs)
}

/** How much could have been heard by now if nothing had been cut. */
export function hearableMs({ sentMs, firstSentAtMs }: PlayedAudio, nowMs: number): number {
  return firstSentAtMs === null ? 0 : Math.max(0, Math.min(sentMs, nowMs - firstSentAtMs))
}

/** How long it is until all that was sent was heard, in ms. */
export function unheardMs(played: PlayedAudio, nowMs: number): number {
  if (played.cut && played.cut.by !== 'sentence') return 0
  return played.firstSentAtMs === null ? 0 : Math.max(0, played.firstSentAtMs + played.sentMs - nowMs)
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

/** What history holds of a spoken item that was cut. A failure is no interruption. */
export function partAsHeard(played: PlayedAudio): AssistantPart {
  const transcript = textAsHeard(played)
  const cutOff = played.cut?.by !== 'failure' && transcript.length < played.text.trimEnd().length
  return cutOff ? { type: 'audio', transcript, cutOff: true } : { type: 'audio', transcript }
}

/** How far a client may say that playing went, in ms: what it said before or was told, else all that was sent. */
export function truncatableMs(played: PlayedAudio): number {
  return played.cut?.by === 'client' || played.cut?.by === 'playback' ? played.cut.atMs : played.sentMs
}
