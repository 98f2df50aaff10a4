import { errorObject, item, part, response, session, transcriptionUsage } from './objects.js'
import { anyObject, anything, count, list, nullable, number, object, optional, string, word } from './shape.js'

const inItem = { item_id: string, content_index: count }
const inResponse = { response_id: string, item_id: string, output_index: count }
const inPart = { ...inResponse, content_index: count }
const delta = { delta: string, obfuscation: optional(nullable(string)) }
const placed = { previous_item_id: nullable(string), item }
const onItem = { item_id: string }
const mcpCall = { item_id: string, output_index: count }
const conversation = object({ id: string, object: word('realtime.conversation') })

/** Every server event of the published API but for `type` and `event_id`: the fields that it must have, and those that it may. */
export const serverEventFields = {
  'session.created': { session },
  'session.updated': { session },
  'conversation.created': { conversation },
  'conversation.item.created': { previous_item_id: nullable(string), item: anyObject },
  'conversation.item.added': placed,
  'conversation.item.done': placed,
  'conversation.item.retrieved': { item },
  'conversation.item.truncated': { ...inItem, audio_end_ms: count },
  'conversation.item.deleted': onItem,
  'conversation.item.input_audio_transcription.delta': { ...inItem, ...delta, logprobs: optional(anything) },
  'conversation.item.input_audio_transcription.completed': {
    ...inItem,
    transcript: string,
    usage: transcriptionUsage,
    logprobs: optional(anything),
    languages: optional(anything),
  },
  'conversation.item.input_audio_transcription.segment': { ...inItem, id: string, text: string, speaker: string, start: number, end: number },
  'conversation.item.input_audio_transcription.failed': {
    ...inItem,
    error: object({ type: optional(string), code: optional(nullable(string)), message: optional(string), param: optional(nullable(string)) }),
  },
  'input_audio_buffer.speech_started': { audio_start_ms: count, item_id: string },
  'input_audio_buffer.speech_stopped': { audio_end_ms: count, item_id: string },
  'input_audio_buffer.committed': { previous_item_id: nullable(string), item_id: string },
  'input_audio_buffer.cleared': {},
  'input_audio_buffer.timeout_triggered': { audio_start_ms: count, audio_end_ms: count, item_id: string },
  'input_audio_buffer.dtmf_event_received': { event: string, received_at: number },
  'output_audio_buffer.started': { response_id: string },
  'output_audio_buffer.stopped': { response_id: string },
  'output_audio_buffer.cleared': { response_id: string },
  'response.created': { response },
  'response.done': { response },
  'response.output_item.added': { response_id: string, output_index: count, item },
  'response.output_item.done': { response_id: string, output_index: count, item },
  'response.content_part.added': { ...inPart, part },
  'response.content_part.done': { ...inPart, part },
  'response.output_text.delta': { ...inPart, ...delta },
  'response.output_text.done': { ...inPart, text: string },
  'response.output_audio_transcript.delta': { ...inPart, ...delta },
  'response.output_audio_transcript.done': { ...inPart, transcript: string },
  'response.output_audio.delta': { ...inPart, delta: string },
  'response.output_audio.done': inPart,
  'response.function_call_arguments.delta': { ...inResponse, call_id: string, ...delta },
  'response.function_call_arguments.done': { ...inResponse, call_id: string, name: string, arguments: string },
  'response.mcp_call_arguments.delta': { ...inResponse, ...delta },
  'response.mcp_call_arguments.done': { ...inResponse, arguments: string },
  'response.mcp_call.in_progress': mcpCall,
  'response.mcp_call.completed': mcpCall,
  'response.mcp_call.failed': mcpCall,
  'mcp_list_tools.in_progress': onItem,
  'mcp_list_tools.completed': onItem,
  'mcp_list_tools.failed': onItem,
  'rate_limits.updated': {
    rate_limits: list(object({ name: word('requests', 'tokens'), limit: count, remaining: count, reset_seconds: number })),
  },
  error: { error: errorObject },
} as const

export type KnownServerEvent = keyof typeof serverEventFields

export const knownServerEvents = Object.keys(serverEventFields) as readonly KnownServerEvent[]

/** Why an event of the API does not come over a WebSocket of a GA session; its absence says nothing of the server. */
export const elsewhere: { readonly [Name in KnownServerEvent]?: string } = {
  'conversation.created': 'beta only',
  'conversation.item.created': 'beta only',
  'input_audio_buffer.dtmf_event_received': 'SIP only',
  'output_audio_buffer.started': 'WebRTC and SIP only',
  'output_audio_buffer.stopped': 'WebRTC and SIP only',
  'output_audio_buffer.cleared': 'WebRTC and SIP only',
  'conversation.item.input_audio_transcription.segment': 'speaker-separating models only',
}

/** Events that stand in recorded sessions; the others are known from the published types and guides. */
export const recordedEvents: ReadonlySet<string> = new Set<KnownServerEvent>([
  'session.created',
  'session.updated',
  'conversation.item.added',
  'conversation.item.done',
  'conversation.item.input_audio_transcription.delta',
  'conversation.item.input_audio_transcription.completed',
  'conversation.item.input_audio_transcription.failed',
  'input_audio_buffer.speech_started',
  'input_audio_buffer.speech_stopped',
  'input_audio_buffer.committed',
  'response.created',
  'response.done',
  'response.output_item.added',
  'response.output_item.done',
  'response.content_part.added',
  'response.content_part.done',
  'response.output_text.delta',
  'response.output_text.done',
  'response.output_audio_transcript.delta',
  'response.output_audio_transcript.done',
  'response.output_audio.delta',
  'response.output_audio.done',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.done',
  'rate_limits.updated',
  'error',
])
