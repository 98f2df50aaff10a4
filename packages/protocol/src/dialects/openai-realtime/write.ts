import type { ReplyPlace, SessionEvent, SessionSnapshot, TokenAllowance, TurnDecided } from '../../vocabulary/events.js'
import { limits } from '../../vocabulary/limits.js'
import { base64 } from './base64.js'
import { type WireError, wireError } from './errors.js'
import { writeItem, writeItemWithAudio } from './items.js'
import { writeFailure } from './mcp.js'
import { writeResponse } from './responses.js'
import type { ServerEventBody, WireSession } from './server-events.js'
import { writeSession, writeTurnDetection } from './session.js'
import { tellsSegments } from './transcription-models.js'
import { writeTranscriptionSession } from './transcription-session.js'
import { decisionEvent, logprobs } from './wire.js'

/** The event that is many times as frequent and as long as all others takes its own way, see `audioDeltaMessage`. */
export type AudioDelta = Extract<SessionEvent, { type: 'reply-audio-delta' }>

/** The wire's events for one of ours, in order. `session` is what the client was last told of it; null before it has started. */
export function writeEvent(event: Exclude<SessionEvent, AudioDelta>, session: SessionSnapshot | null): ServerEventBody[] {
  switch (event.type) {
    case 'session-started':
      return [{ type: 'session.created', session: writeSessionOfKind(event.session) }]
    case 'settings-updated':
      return [{ type: 'session.updated', session: writeSessionOfKind(event.session) }]
    case 'session-expired':
      return [errorBody(sessionExpired(), null)]
    case 'speech-started':
      return [{ type: 'input_audio_buffer.speech_started', audio_start_ms: Math.round(event.audioStartMs), item_id: event.itemId }]
    // The wire has no word for them: the last one belongs to translation sessions.
    case 'speech-dismissed':
    case 'summary-failed':
    case 'session-closed':
      return []
    case 'speech-ended':
      return [{ type: 'input_audio_buffer.speech_stopped', audio_end_ms: Math.round(event.audioEndMs), item_id: event.itemId }]
    case 'turn-committed':
      return [{ type: 'input_audio_buffer.committed', previous_item_id: event.previousItemId, item_id: event.itemId }]
    case 'idle-timed-out':
      return [
        {
          type: 'input_audio_buffer.timeout_triggered',
          audio_start_ms: Math.round(event.audioStartMs),
          audio_end_ms: Math.round(event.audioEndMs),
          item_id: event.itemId,
        },
      ]
    case 'turn-decided':
      return wants(session, decisionEvent) ? [decisionBody(event)] : []
    case 'audio-cleared':
      return [{ type: 'input_audio_buffer.cleared' }]
    case 'transcript-delta':
    case 'transcript-ended':
    case 'transcript-failed': {
      const transcription = session?.settings.transcription
      if (!transcription) return []
      const transcript = transcriptBody(event, wants(session, logprobs) ? { logprobs: null } : {})
      const segment = event.type === 'transcript-ended' && event.transcript !== '' && tellsSegments(transcription.model)
      return segment ? [segmentBody(event), transcript] : [transcript]
    }
    case 'item-added':
      return [{ type: 'conversation.item.added', previous_item_id: event.previousItemId, item: writeItem(event.item) }]
    case 'item-ended':
      return [{ type: 'conversation.item.done', previous_item_id: event.previousItemId, item: writeItem(event.item) }]
    case 'item-retrieved':
      return [{ type: 'conversation.item.retrieved', item: event.audio ? writeItemWithAudio(event.item, event.audio) : writeItem(event.item) }]
    case 'item-truncated':
      return [{ type: 'conversation.item.truncated', item_id: event.itemId, content_index: event.contentIndex, audio_end_ms: Math.round(event.audioEndMs) }]
    case 'item-deleted':
      return [{ type: 'conversation.item.deleted', item_id: event.itemId }]
    case 'reply-started':
      return [{ type: 'response.created', response: writeResponse(event.reply, conversationId(session)) }]
    case 'reply-ended':
      return [{ type: 'response.done', response: writeResponse(event.reply, conversationId(session)) }]
    case 'reply-item-started': {
      const item = writeItem(event.item)
      return [
        { type: 'response.output_item.added', response_id: event.place.replyId, output_index: event.place.outputIndex, item },
        ...(event.conversation ? [{ type: 'conversation.item.added', previous_item_id: event.conversation.previousItemId, item } as const] : []),
      ]
    }
    case 'reply-item-ended': {
      const item = writeItem(event.item)
      return [
        ...(event.conversation ? [{ type: 'conversation.item.done', previous_item_id: event.conversation.previousItemId, item } as const] : []),
        { type: 'response.output_item.done', response_id: event.place.replyId, output_index: event.place.outputIndex, item },
      ]
    }
    case 'reply-part-started':
    case 'reply-text-delta':
    case 'reply-part-ended':
      return partBodies(event)
    case 'tool-arguments-delta':
      return [{ type: 'response.function_call_arguments.delta', ...inResponse(event.place), call_id: event.callId, delta: event.delta }]
    case 'tool-arguments-ended':
      return [
        {
          type: 'response.function_call_arguments.done',
          ...inResponse(event.place),
          call_id: event.callId,
          name: event.name,
          arguments: event.arguments,
        },
      ]
    // Unpadded: the client and we share the secret of what is said, and the link is the client's own.
    case 'server-arguments-delta':
      return [{ type: 'response.mcp_call_arguments.delta', ...inResponse(event.place), delta: event.delta, obfuscation: '' }]
    case 'server-arguments-ended':
      return [{ type: 'response.mcp_call_arguments.done', ...inResponse(event.place), arguments: event.arguments }]
    case 'tool-list-started':
      return [{ type: 'mcp_list_tools.in_progress', item_id: event.itemId }]
    case 'tool-list-ended':
      return [{ type: 'mcp_list_tools.completed', item_id: event.itemId }]
    case 'tool-list-failed': {
      const { type, code } = wireError(event.code)
      return [{ type: 'mcp_list_tools.failed', item_id: event.itemId, error: { type, code, message: event.message } }]
    }
    case 'server-call-started':
      return [{ type: 'response.mcp_call.in_progress', output_index: event.outputIndex, item_id: event.itemId }]
    case 'server-call-ended':
      return [{ type: 'response.mcp_call.completed', output_index: event.outputIndex, item_id: event.itemId }]
    case 'server-call-failed':
      return [{ type: 'response.mcp_call.failed', output_index: event.outputIndex, item_id: event.itemId, error: writeFailure(event.failure) }]
    case 'playback-started':
      return [{ type: 'output_audio_buffer.started', response_id: event.replyId }]
    case 'playback-stopped':
      return [{ type: 'output_audio_buffer.stopped', response_id: event.replyId }]
    case 'playback-cleared':
      return [{ type: 'output_audio_buffer.cleared', response_id: event.replyId }]
    case 'limits-updated':
      return [limitsBody(event.tokens)]
    case 'failed':
      return [errorBody(wireError(event.code, event.detail), event.commandId)]
  }
}

export function limitsBody({ limit, remaining, resetMs }: TokenAllowance): ServerEventBody {
  return { type: 'rate_limits.updated', rate_limits: [{ name: 'tokens', limit, remaining, reset_seconds: resetMs / 1000 }] }
}

/** `clientEventId` is the client's own name for the event that went wrong. */
export function errorBody(error: WireError, clientEventId: string | null): ServerEventBody {
  const { type, code, message, param } = error
  return { type: 'error', error: { type, code, message, param, event_id: clientEventId } }
}

export function sessionExpired(): WireError {
  return wireError('session-expired', { minutes: limits.sessionMs / 60_000 })
}

function wants(session: SessionSnapshot | null, what: string): boolean {
  const include = session?.settings.kept.include
  return Array.isArray(include) && include.includes(what)
}

function decisionBody({ decision, reason, evidence, words, detection, audioMs, atMs }: TurnDecided): ServerEventBody {
  return {
    type: decisionEvent,
    decision: decision.replaceAll('-', '_'),
    reason,
    evidence: Object.fromEntries(Object.entries(evidence).map(([name, value]) => [snakeCase(name), value])),
    transcript: words,
    turn_detection: writeTurnDetection(detection),
    audio_ms: Math.round(audioMs),
    at_ms: Math.round(atMs),
  }
}

/** `quietMs` as the wire spells it: `quiet_ms`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function writeSessionOfKind(session: SessionSnapshot): WireSession {
  return session.kind.type === 'transcription' ? writeTranscriptionSession(session) : writeSession(session)
}

/** A turn is one segment, by one speaker: who speaks is not told apart. Times count from the turn's beginning, in seconds. */
function segmentBody({ itemId, contentIndex, transcript, durationMs }: Extract<SessionEvent, { type: 'transcript-ended' }>): ServerEventBody {
  const place = { item_id: itemId, content_index: contentIndex }
  const id = `seg_${itemId.replace(/^item_/, '')}`
  return { type: 'conversation.item.input_audio_transcription.segment', ...place, id, text: transcript, speaker: 'A', start: 0, end: durationMs / 1000 }
}

function transcriptBody(
  event: Extract<SessionEvent, { type: 'transcript-delta' | 'transcript-ended' | 'transcript-failed' }>,
  more: { logprobs?: null },
): ServerEventBody {
  const place = { item_id: event.itemId, content_index: event.contentIndex }
  switch (event.type) {
    case 'transcript-delta':
      return { type: 'conversation.item.input_audio_transcription.delta', ...place, delta: event.delta, ...more }
    case 'transcript-ended':
      return {
        type: 'conversation.item.input_audio_transcription.completed',
        ...place,
        transcript: event.transcript,
        usage: { type: 'duration', seconds: Math.ceil(event.durationMs / 1000) },
        ...more,
      }
    case 'transcript-failed': {
      const { type, code } = wireError(event.code)
      // No `param`, and a code at any rate: @openai/agents-realtime takes neither as null here.
      return {
        type: 'conversation.item.input_audio_transcription.failed',
        ...place,
        error: { type, code: code ?? type, message: `Input transcription failed for item '${event.itemId}'. ${event.message}` },
      }
    }
  }
}

function partBodies(event: Extract<SessionEvent, { type: 'reply-part-started' | 'reply-text-delta' | 'reply-part-ended' }>): ServerEventBody[] {
  const place = { ...inResponse(event.place), content_index: event.contentIndex }
  const spoken = event.modality === 'audio'
  switch (event.type) {
    case 'reply-part-started':
      return [{ type: 'response.content_part.added', ...place, part: spoken ? { type: 'audio', transcript: '' } : { type: 'text', text: '' } }]
    case 'reply-text-delta':
      return [{ type: spoken ? 'response.output_audio_transcript.delta' : 'response.output_text.delta', ...place, delta: event.delta }]
    case 'reply-part-ended':
      if (!spoken) {
        return [
          { type: 'response.output_text.done', ...place, text: event.text },
          { type: 'response.content_part.done', ...place, part: { type: 'text', text: event.text } },
        ]
      }
      return [
        { type: 'response.output_audio.done', ...place },
        { type: 'response.output_audio_transcript.done', ...place, transcript: event.text },
        { type: 'response.content_part.done', ...place, part: { type: 'audio', transcript: event.text } },
      ]
  }
}

function inResponse(place: ReplyPlace) {
  return { response_id: place.replyId, item_id: place.itemId, output_index: place.outputIndex }
}

/** A session has one conversation, which bears the session's name. */
export function conversationId(session: SessionSnapshot | null): string | null {
  return session && `conv_${session.id.replace(/^sess_/, '')}`
}

/** Put together by hand: base64 needs no escaping, and looking for something to escape would cost as much as all the rest. */
export function audioDeltaMessage(type: string, event: AudioDelta, eventId: string): string {
  const { place, contentIndex, audio } = event
  return `{"type":"${type}","event_id":${JSON.stringify(eventId)},"response_id":${JSON.stringify(place.replyId)},"item_id":${JSON.stringify(place.itemId)},"output_index":${place.outputIndex},"content_index":${contentIndex},"delta":"${base64.encode(audio)}"}`
}
