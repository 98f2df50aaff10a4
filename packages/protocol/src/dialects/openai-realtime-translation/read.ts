import type { Command } from '../../vocabulary/commands.js'
import { invalidRequest, type WireError } from '../openai-realtime/errors.js'
import { decodeAppended, parseMessage, repeatable } from '../openai-realtime/parse-message.js'
import { firstRefusal, invalidValueSentence } from '../openai-realtime/refusals.js'
import { readTranslationSession } from './session.js'
import { clientEventNames, clientEvents } from './wire.js'

export type ReadOutcome = { readonly command: Command } | { readonly error: WireError; readonly clientEventId: string | null }

/** One message of a client. */
export function readMessage(message: string | Uint8Array): ReadOutcome {
  const parsed = parseMessage(message)
  if ('error' in parsed) return { error: parsed.error, clientEventId: null }
  const outcome = readFields(parsed.fields)
  return 'error' in outcome ? { error: outcome.error, clientEventId: repeatable((parsed.fields as { event_id?: unknown }).event_id) } : outcome
}

function readFields(fields: { readonly type?: unknown }): { readonly command: Command } | { readonly error: WireError } {
  const { type } = fields
  if (type === undefined) return { error: invalidRequest('invalid_event', "The 'type' field is missing.") }
  if (typeof type === 'string' && !clientEventNames.some((name) => name === type)) {
    return { error: invalidRequest('invalid_value', invalidValueSentence(type, clientEventNames), 'type') }
  }
  const parsed = clientEvents.safeParse(fields)
  if (!parsed.success) return { error: firstRefusal(parsed.error.issues, fields) }
  const event = parsed.data
  const named = event.event_id === undefined ? {} : { commandId: event.event_id }
  switch (event.type) {
    case 'session.update':
      return { command: { type: 'update-settings', ...named, patch: readTranslationSession(event.session) } }
    case 'session.input_audio_buffer.append': {
      const decoded = decodeAppended(event.audio)
      return 'error' in decoded ? decoded : { command: { type: 'append-audio', ...named, audio: decoded.audio } }
    }
    case 'session.close':
      return { command: { type: 'end-session', ...named } }
  }
}
