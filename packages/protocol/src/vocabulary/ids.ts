/** Names are opaque strings. The prefix says what they name: `sess_`, `item_`, `resp_`, `call_`. */
export type SessionId = string
export type ItemId = string
export type ReplyId = string
export type CallId = string

/**
 * Ids are minted from a value, never from chance: the same state mints the same id, so a recorded session replays to the same events.
 * `seed` is drawn once per session (16 characters of [0-9A-Za-z]); `next` counts.
 */
export interface IdSource {
  readonly seed: string
  readonly next: number
}

/** `prefix_` + seed + five base-36 digits: 21 characters after the prefix, ordered by time within a session. */
export function mintId(source: IdSource, prefix: string): [id: string, rest: IdSource] {
  const count = source.next.toString(36).padStart(5, '0')
  return [`${prefix}_${source.seed}${count}`, { seed: source.seed, next: source.next + 1 }]
}
