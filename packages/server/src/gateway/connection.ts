import { type Dialect, type ErrorCode, limits, type SessionEvent, type SettingsPatch } from '@sidetone/protocol'
import type { Clock } from '../lib/clock.js'
import type { Session } from '../session/session.js'
import type { Link, SoundLine } from '../transports/contract.js'
import { createInOrder } from './in-order.js'
import { MessageRate } from './message-rate.js'

export interface ConnectionOptions {
  readonly link: Link
  /** Carries the sound, which is then in no message. Absent: it is. */
  readonly sound?: SoundLine
  readonly dialect: Dialect
  readonly mintEventId: () => string
  readonly clock: Clock
  /** `unknown-key`: the client is told so in its own dialect, and the link is closed. */
  readonly credential: { readonly kind: 'accepted' | 'ephemeral' | 'unknown-key' }
  /** Why there is no session for this client, whose key is good: a fatal error. Absent or null: there is one. */
  readonly refusal?: { readonly code: ErrorCode; readonly detail: { readonly [name: string]: string } } | null
  readonly openSession: (initial: SettingsPatch, emit: (event: SessionEvent) => void) => Session
  /** Sent right behind the first event of the session; null: nothing. */
  readonly announcement?: string | null
  /** The client has so many messages of this session. */
  readonly onAcknowledged?: (receivedMessages: number) => void
  /** Called once, with why the connection ended. */
  readonly onEnd?: (because: string) => void
}

/** One connection: link, sound, dialect and session. Messages become commands, events become messages; nothing is decided here. */
export function connect(options: ConnectionOptions): void {
  const { link, sound, dialect, mintEventId, clock, credential, openSession, announcement, onAcknowledged, onEnd, refusal } = options
  const connection = dialect.connect(mintEventId)
  let endedBecause: string | null = null
  const end = (because: string | undefined) => onEnd?.(endedBecause ?? because ?? 'the connection closed')

  const tell = (event: SessionEvent): void => {
    if (sound && event.type === 'reply-audio-delta') return sound.play(event.audio)
    if (event.type === 'playback-cleared') sound?.clear()
    for (const message of connection.write(sound ? withoutAudio(event) : event)) link.send(message)
    if (event.type === 'session-started' && announcement) link.send(announcement)
    const closing = connection.closing(event)
    if (!closing) return
    endedBecause = closing.reason
    link.close(closing.code, closing.reason)
  }

  const refused = credential.kind === 'unknown-key' ? { code: 'invalid-key' as const, detail: {} } : refusal
  if (refused) {
    link.onClose = (_, because) => end(because)
    tell({ type: 'failed', ...refused, commandId: null })
    return
  }

  const session = openSession(dialect.initialSettings, tell)
  const rate = new MessageRate(clock)
  link.onMessage = createInOrder(link, (message) => {
    if (!rate.take()) {
      const { messagesPerSecond: perSecond, messageBurst: burst } = limits
      tell({ type: 'failed', code: 'too-many-messages', detail: { perSecond, burst }, commandId: null })
      return null
    }
    const read = connection.read(message)
    if (read.type === 'command') return session.receive(read.command)
    if (read.type === 'acknowledged' && read.receivedMessages !== null) onAcknowledged?.(read.receivedMessages)
    link.send(read.message)
    return null
  })
  if (sound) sound.onAudio = (audio) => session.hear(audio)
  link.onClose = (_, because) => {
    if (sound) sound.onAudio = null
    session.close()
    end(because)
  }
  session.open()
}

/** Where sound travels beside the messages, none is in them: they are short there. */
function withoutAudio(event: SessionEvent): SessionEvent {
  return event.type === 'item-retrieved' ? { type: event.type, item: event.item } : event
}
