import type { WireMessage } from '@sidetone/client'
import { withoutBulk } from './without-bulk.js'

export type WireEvent = WireMessage['event']
export type WireSession = Readonly<Record<string, unknown>>

/** One event as it is kept: audio and secrets left out. */
export interface WireEntry {
  /** From 1, in the order of the wire. */
  readonly number: number
  readonly direction: WireMessage['direction']
  /** On the client's clock. */
  readonly atMs: number
  readonly event: WireEvent
  /** The session as it was told before this event. */
  readonly before: WireSession | null
}

export function wireEntry(number: number, { direction, atMs, event }: WireMessage, before: WireSession | null): WireEntry {
  return { number, direction, atMs, event: withoutBulk(event) as WireEvent, before }
}

interface SessionAudio {
  readonly input?: { readonly format?: unknown }
  readonly output?: { readonly format?: unknown }
}

/** What a session, or a change of one, says of its audio. */
export function audioOf(session: WireSession | null): SessionAudio {
  return (session?.audio as SessionAudio | undefined) ?? {}
}
