import { z } from 'zod'
import type { AudioFormat } from '../../vocabulary/audio-format.js'
import type { Command } from '../../vocabulary/commands.js'
import { integer } from './fields.js'

/*
 * What Sidetone and its own client say to each other beyond the API. A client offers `sidetone.v1` among its subprotocols and is then told how it can come
 * back after a lost connection; nobody else gets an event of these.
 */

/** Longer than any pause that a client holds back at once. */
const longestSilenceMs = 60_000

const extension = z.discriminatedUnion('type', [
  /** Are you there? `received_messages`: so many messages of this session the client has. */
  z.strictObject({
    type: z.literal('sidetone.ping'),
    event_id: z.string().max(512).optional(),
    received_messages: integer(0, Number.MAX_SAFE_INTEGER).optional(),
  }),
  /** Stands for silence that was not sent, so that the clock of the audio goes on. */
  z.strictObject({ type: z.literal('sidetone.input_audio.silence'), event_id: z.string().max(512).optional(), duration_ms: integer(1, longestSilenceMs) }),
])

export type ExtensionOutcome = { command: Command } | { pong: { receivedMessages: number | null } } | { issues: readonly z.core.$ZodIssue[] }

export const extensionClientEventNames = ['sidetone.ping', 'sidetone.input_audio.silence'] as const satisfies readonly z.input<typeof extension>['type'][]
export const extensionServerEventNames = ['sidetone.pong', 'sidetone.session.resumable', 'sidetone.session.resumed'] as const

export function isExtension(type: unknown): boolean {
  return (extensionClientEventNames as readonly unknown[]).includes(type)
}

/** `format` is that of the audio the session takes. */
export function readExtension(fields: object, format: AudioFormat): ExtensionOutcome {
  const parsed = extension.safeParse(fields)
  if (!parsed.success) return { issues: parsed.error.issues }
  const event = parsed.data
  if (event.type === 'sidetone.ping') return { pong: { receivedMessages: event.received_messages ?? null } }
  const named = event.event_id === undefined ? {} : { commandId: event.event_id }
  return { command: { type: 'append-audio', ...named, audio: silence(event.duration_ms, format) } }
}

/** The code of no sound: zero, and its counterparts in the two laws of G.711 (0xFF and 0xD5). */
function silence(durationMs: number, format: AudioFormat): Uint8Array {
  switch (format.encoding) {
    case 'pcm16':
      return new Uint8Array(Math.round((durationMs * format.sampleRateHz) / 1_000) * 2)
    case 'mulaw':
      return new Uint8Array(durationMs * 8).fill(0xff)
    case 'alaw':
      return new Uint8Array(durationMs * 8).fill(0xd5)
  }
}

export function pongMessage(eventId: string): string {
  return JSON.stringify({ type: 'sidetone.pong', event_id: eventId })
}

/** The session outlives its connection for `graceMs`; who offers `sidetone-resume.TOKEN.COUNT` on a new one goes on behind the first COUNT messages. */
export function resumableMessage(token: string, graceMs: number, eventId: string): string {
  return JSON.stringify({ type: 'sidetone.session.resumable', event_id: eventId, token, grace_ms: graceMs })
}

/** First on a connection over which a session goes on: so many messages of the client had come. What it missed follows. */
export function resumedMessage(receivedMessages: number, eventId: string): string {
  return JSON.stringify({ type: 'sidetone.session.resumed', event_id: eventId, received: receivedMessages })
}
