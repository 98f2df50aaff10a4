import type { z } from 'zod'
import type { AudioFormat } from '../../vocabulary/audio-format.js'
import type { Command } from '../../vocabulary/commands.js'
import type { SessionKind } from '../../vocabulary/session-kind.js'
import type { SessionSettings } from '../../vocabulary/settings.js'
import { invalidRequest, missingParameter, type WireError } from './errors.js'
import { isExtension, readExtension } from './extension.js'
import { readItem, readSpeech } from './items.js'
import { decodeAppended, parseMessage, repeatable } from './parse-message.js'
import { firstRefusal, invalidValueSentence } from './refusals.js'
import { readResponse } from './responses.js'
import { readSession } from './session.js'
import { readTranscriptionSession } from './transcription-session.js'
import { type CallEventName, callEventNames, callEvents, clientEventNames, clientEvents, type ReadEvent, transcriptionSessionEvent } from './wire.js'

export type ReadOutcome = { command: Command } | { pong: { receivedMessages: number | null } } | { error: WireError; clientEventId: string | null }

/** What a client may say in one form of the API. Whatever the form, it is read as the same events. */
export interface Grammar {
  readonly names: readonly CallEventName[]
  readonly events: z.ZodType<ReadEvent>
}

export const grammar: Grammar = { names: clientEventNames, events: clientEvents }

/** On a call. */
export const callGrammar: Grammar = { names: callEventNames, events: callEvents }

/** One message of a client. `settings` are those last told to it; null before the session has started. */
export function readMessage(
  message: string | Uint8Array,
  settings: SessionSettings | null,
  grammar: Grammar,
  kind: SessionKind['type'] = 'realtime',
): ReadOutcome {
  const parsed = parseMessage(message)
  if ('error' in parsed) return { error: parsed.error, clientEventId: null }
  const fields: { readonly type?: unknown; readonly event_id?: unknown; readonly audio?: unknown } = parsed.fields
  const outcome = fields.type === 'input_audio_buffer.append' ? readAppend(fields, grammar) : readFields(fields, settings, grammar, kind)
  return 'error' in outcome ? { error: outcome.error, clientEventId: repeatable(fields.event_id) } : outcome
}

type Outcome = { command: Command } | { pong: { receivedMessages: number | null } } | { error: WireError }

/** Fifty times a second and session: checked by hand. What is not as it should be goes to the schema for its error. */
function readAppend(fields: { readonly event_id?: unknown; readonly audio?: unknown }, grammar: Grammar): Outcome {
  const { audio, event_id: eventId } = fields
  const known = Object.keys(fields).length === (eventId === undefined ? 2 : 3)
  if (!known || typeof audio !== 'string' || (eventId !== undefined && repeatable(eventId) === null)) return refused(fields, grammar)
  const decoded = decodeAppended(audio)
  if ('error' in decoded) return decoded
  return {
    command: typeof eventId === 'string' ? { type: 'append-audio', commandId: eventId, audio: decoded.audio } : { type: 'append-audio', audio: decoded.audio },
  }
}

function readFields(fields: { readonly type?: unknown }, settings: SessionSettings | null, grammar: Grammar, kind: SessionKind['type']): Outcome {
  const { type } = fields
  if (isExtension(type)) {
    const outcome = readExtension(fields, settings?.inputFormat ?? defaultInputFormat)
    return 'issues' in outcome ? { error: firstRefusal(outcome.issues, fields) } : outcome
  }
  if (type === undefined) return { error: invalidRequest('invalid_event', "The 'type' field is missing.") }
  if (typeof type === 'string' && !grammar.names.some((name) => name === type)) {
    return { error: invalidRequest('invalid_value', invalidValueSentence(type, grammar.names), 'type') }
  }
  if (kind === 'transcription' && type === 'session.update') return readTranscriptionUpdate(fields, settings)
  const parsed = grammar.events.safeParse(fields)
  return parsed.success ? readEvent(parsed.data, settings, grammar) : { error: firstRefusal(parsed.error.issues, fields) }
}

function readTranscriptionUpdate(fields: object, settings: SessionSettings | null): Outcome {
  const parsed = transcriptionSessionEvent.safeParse(fields)
  if (!parsed.success) return { error: firstRefusal(parsed.error.issues, fields) }
  const { event_id: commandId, session } = parsed.data
  const read = readTranscriptionSession(session, settings)
  if ('error' in read) return read
  return { command: { type: 'update-settings', ...(commandId !== undefined && { commandId }), patch: read.patch } }
}

function refused(fields: object, grammar: Grammar): Outcome {
  return { error: firstRefusal(grammar.events.safeParse(fields).error?.issues ?? [], fields) }
}

const defaultInputFormat: AudioFormat = { encoding: 'pcm16', sampleRateHz: 24_000 }

function readEvent(event: ReadEvent, settings: SessionSettings | null, grammar: Grammar): Outcome {
  const named = event.event_id === undefined ? {} : { commandId: event.event_id }
  const inputFormat = settings?.inputFormat ?? defaultInputFormat
  switch (event.type) {
    case 'session.update': {
      const patch = readSession(event.session, settings)
      if ('missing' in patch) return { error: missingParameter(patch.missing) }
      return { command: { type: 'update-settings', ...named, patch } }
    }
    case 'input_audio_buffer.append':
      return readAppend(event, grammar)
    case 'input_audio_buffer.commit':
      return { command: { type: 'commit-turn', ...named } }
    case 'input_audio_buffer.clear':
      return { command: { type: 'clear-audio', ...named } }
    case 'conversation.item.create':
      return {
        command: { type: 'add-item', ...named, item: readItem(event.item, inputFormat), ...readSpeech(event.item), after: readAfter(event.previous_item_id) },
      }
    case 'conversation.item.retrieve':
      return { command: { type: 'retrieve-item', ...named, itemId: event.item_id } }
    case 'conversation.item.truncate':
      return {
        command: { type: 'truncate-item', ...named, itemId: event.item_id, contentIndex: event.content_index, audioEndMs: event.audio_end_ms },
      }
    case 'conversation.item.delete':
      return { command: { type: 'delete-item', ...named, itemId: event.item_id } }
    case 'response.create':
      return { command: { type: 'create-reply', ...named, options: readResponse(event.response ?? {}, inputFormat) } }
    case 'response.cancel':
      return { command: { type: 'cancel-reply', ...named, ...(event.response_id ? { replyId: event.response_id } : {}) } }
    case 'output_audio_buffer.clear':
      return { command: { type: 'clear-playback', ...named } }
  }
}

function readAfter(previousItemId: string | null | undefined): Extract<Command, { type: 'add-item' }>['after'] {
  if (previousItemId === undefined || previousItemId === null) return { at: 'end' }
  return previousItemId === 'root' ? { at: 'start' } : { at: 'item', id: previousItemId }
}
