import type { Command } from '../vocabulary/commands.js'
import type { SessionEvent } from '../vocabulary/events.js'
import type { SettingsPatch } from '../vocabulary/settings.js'

/**
 * A message is a command, or it is answered at once: with an error in the dialect's own words, or because the client asks whether we are there and says how
 * many messages it has (`acknowledged`). `message` is ready to send.
 */
export type ReadResult =
  | { type: 'command'; command: Command }
  | { type: 'rejected'; message: string }
  | { type: 'acknowledged'; receivedMessages: number | null; message: string }

/** Closing a link: WebSocket close code and reason. */
export interface Closing {
  readonly code: number
  readonly reason: string
}

/**
 * One connection's view of a dialect: pure functions of bytes and events, no sockets, no session.
 * The only state is the counter of event ids and the session as the client was last told of it.
 */
export interface DialectConnection {
  /** Reads one message. Never throws: what cannot be read is rejected with an answer. */
  read(message: string | Uint8Array): ReadResult
  /** The messages that tell a client of an event, in order; none when this dialect has no word for it. */
  write(event: SessionEvent): string[]
  /** How the link ends after a fatal event; null when it stays open. */
  closing(event: SessionEvent): Closing | null
}

export interface Dialect {
  readonly name: string
  /** Settings a session of this dialect starts with, before the client says anything. */
  readonly initialSettings: SettingsPatch
  connect(mintEventId: () => string): DialectConnection
}
