import type { ErrorCode } from './errors.js'
import type { CallId, ItemId, ReplyId, SessionId } from './ids.js'
import type { Item } from './items.js'
import type { ReplySnapshot } from './replies.js'
import type { SessionKind } from './session-kind.js'
import type { SessionSettings, TurnDetection } from './settings.js'
import type { CallFailure } from './tool-servers.js'

export interface SessionSnapshot {
  readonly id: SessionId
  readonly kind: SessionKind
  readonly settings: SessionSettings
  readonly expiresAtMs: number
}

/** Where in a reply something happens. */
export interface ReplyPlace {
  readonly replyId: ReplyId
  readonly itemId: ItemId
  readonly outputIndex: number
}

/** Figures and flags that a decision rests on, by name, with units in the name (`quietMs`). Never spoken words. */
export type DecisionEvidence = { readonly [name: string]: number | string | boolean | null }

/** Tokens of the current minute. */
export interface TokenAllowance {
  readonly limit: number
  readonly remaining: number
  readonly resetMs: number
}

/** Why the turn engine decided as it did. What follows from the decision is told by the events behind it. */
export interface TurnDecided {
  readonly type: 'turn-decided'
  /** What was decided, as the turn engine names it: `user-started`, `user-finished`. */
  readonly decision: string
  /** For people, in figures. Holds no spoken words. */
  readonly reason: string
  readonly evidence: DecisionEvidence
  /** Personal: the words that were weighed. Never logged. null: none were. */
  readonly words: string | null
  /** The settings in force. */
  readonly detection: TurnDetection
  /** Where in the session's audio it was decided. */
  readonly audioMs: number
  /** When it was decided, on the session's clock, from its opening on. */
  readonly atMs: number
}

/** A fact of the session, in the order in which it became true. Times named `audio…Ms` count from the session's first sample. */
export type SessionEvent =
  | { type: 'session-started'; session: SessionSnapshot }
  | { type: 'settings-updated'; session: SessionSnapshot }
  | { type: 'session-expired' }
  /** The client had ordered it, and all that was said is worked on. */
  | { type: 'session-closed' }
  // the user
  | { type: 'speech-started'; itemId: ItemId; audioStartMs: number }
  /** Speech over a reply that did not want the floor: the reply went on, and nothing is kept of it. Words of nobody are in `reason`. */
  | { type: 'speech-dismissed'; audioStartMs: number; because: 'too-short' | 'noise' | 'backchannel'; reason: string }
  | { type: 'speech-ended'; itemId: ItemId; audioEndMs: number }
  | { type: 'turn-committed'; itemId: ItemId; previousItemId: ItemId | null }
  | { type: 'idle-timed-out'; itemId: ItemId; audioStartMs: number; audioEndMs: number }
  | TurnDecided
  | { type: 'audio-cleared' }
  /** Of a turn that is committed, or, with `delivery: 'as-spoken'`, of one that is still being said: it will bear this id. */
  | { type: 'transcript-delta'; itemId: ItemId; contentIndex: number; delta: string }
  | { type: 'transcript-ended'; itemId: ItemId; contentIndex: number; transcript: string; durationMs: number }
  | { type: 'transcript-failed'; itemId: ItemId; contentIndex: number; code: ErrorCode; message: string }
  // the conversation
  | { type: 'item-added'; item: Item; previousItemId: ItemId | null }
  | { type: 'item-ended'; item: Item; previousItemId: ItemId | null }
  /** `audio`: that of its first spoken part, as far as it is kept and was heard. */
  | { type: 'item-retrieved'; item: Item; audio?: Uint8Array }
  | { type: 'item-truncated'; itemId: ItemId; contentIndex: number; audioEndMs: number }
  | { type: 'item-deleted'; itemId: ItemId }
  // a reply
  /** `tokens`: what may still be used. */
  | { type: 'reply-started'; reply: ReplySnapshot; tokens?: TokenAllowance }
  /** `conversation` is null for an out-of-band reply. */
  | { type: 'reply-item-started'; place: ReplyPlace; item: Item; conversation: { previousItemId: ItemId | null } | null }
  | { type: 'reply-part-started'; place: ReplyPlace; contentIndex: number; modality: 'audio' | 'text' }
  | { type: 'reply-text-delta'; place: ReplyPlace; contentIndex: number; modality: 'audio' | 'text'; delta: string }
  /** `audio` is in the reply's output format and borrowed for the call. */
  | { type: 'reply-audio-delta'; place: ReplyPlace; contentIndex: number; audio: Uint8Array }
  | { type: 'reply-part-ended'; place: ReplyPlace; contentIndex: number; modality: 'audio' | 'text'; text: string }
  | { type: 'tool-arguments-delta'; place: ReplyPlace; callId: CallId; delta: string }
  | { type: 'tool-arguments-ended'; place: ReplyPlace; callId: CallId; name: string; arguments: string }
  // tools that servers run
  | { type: 'server-arguments-delta'; place: ReplyPlace; delta: string }
  | { type: 'server-arguments-ended'; place: ReplyPlace; arguments: string }
  | { type: 'tool-list-started'; itemId: ItemId }
  | { type: 'tool-list-ended'; itemId: ItemId }
  | { type: 'tool-list-failed'; itemId: ItemId; code: ErrorCode; message: string }
  /** A call goes on after its reply has ended; `outputIndex` is its place in that reply. */
  | { type: 'server-call-started'; itemId: ItemId; outputIndex: number }
  | { type: 'server-call-ended'; itemId: ItemId; outputIndex: number }
  | { type: 'server-call-failed'; itemId: ItemId; outputIndex: number; failure: CallFailure }
  | { type: 'reply-item-ended'; place: ReplyPlace; item: Item; conversation: { previousItemId: ItemId | null } | null }
  | { type: 'reply-ended'; reply: ReplySnapshot }
  // what is heard, where sound travels beside the messages: exactly one of `playback-stopped` and `playback-cleared` follows a `playback-started`
  | { type: 'playback-started'; replyId: ReplyId }
  /** All of it was heard. */
  | { type: 'playback-stopped'; replyId: ReplyId }
  /** What was not yet heard never will be. */
  | { type: 'playback-cleared'; replyId: ReplyId }
  /** What was left out of the context could not be summed up; replies are made without it. */
  | { type: 'summary-failed'; code: ErrorCode; message: string }
  | { type: 'limits-updated'; tokens: TokenAllowance }
  /** `detail` fills the sentence of the code, see errors.ts. `commandId` is the order that went wrong. */
  | { type: 'failed'; code: ErrorCode; detail: { readonly [name: string]: string | number }; commandId: string | null }
