import type { Json } from '../../vocabulary/settings.js'
import type { WireError, WireErrorType } from './errors.js'
import type { WireAudioFormat, WireToolChoice } from './wire.js'

/* What a server sends. Every key is always there, null where there is nothing: some clients stop at a missing one. */

export type WireTurnDetection =
  | {
      type: 'server_vad'
      threshold: number
      prefix_padding_ms: number
      silence_duration_ms: number
      idle_timeout_ms: number | null
      create_response: boolean
      interrupt_response: boolean
    }
  | { type: 'semantic_vad'; eagerness: 'low' | 'medium' | 'high' | 'auto'; create_response: boolean; interrupt_response: boolean }

/** `expires_at` in seconds since 1970. `reasoning` and `parallel_tool_calls` are there once a client has set them. */
export interface WireRealtimeSession {
  type: 'realtime'
  object: 'realtime.session'
  id: string
  model: string
  output_modalities: ['audio'] | ['text']
  instructions: string
  tools: ({ type: 'function'; name: string; description: string | null; parameters: Json } | WireMcpTool)[]
  tool_choice: WireToolChoice
  max_output_tokens: number | 'inf'
  tracing: Json
  truncation: Json
  prompt: Json
  expires_at: number
  audio: {
    input: WireInput & { turn_detection: WireTurnDetection | null }
    output: { format: WireAudioFormat; voice: string; speed: number }
  }
  include: Json
  reasoning?: Json
  parallel_tool_calls?: Json
}

export type WireToolFilter = { tool_names?: string[]; read_only?: boolean }

/** `authorization` and `headers` are not repeated. */
export interface WireMcpTool {
  type: 'mcp'
  server_label: string
  server_url: string
  server_description: string | null
  allowed_tools: string[] | WireToolFilter | null
  require_approval: 'always' | 'never' | { always?: WireToolFilter; never?: WireToolFilter }
}

export type WireCallError =
  | { type: 'protocol_error'; code: number; message: string }
  | { type: 'tool_execution_error'; message: string }
  | { type: 'http_error'; code: number; message: string }
export interface WireInput {
  format: WireAudioFormat
  transcription: { model: string; language: string | null; prompt: string | null; [more: string]: Json } | null
  noise_reduction: { type: 'near_field' | 'far_field'; strength?: Json } | null
}

/** A session that only writes down what is said. It has these fields and no others. */
export interface WireTranscriptionSession {
  type: 'transcription'
  object: 'realtime.transcription_session'
  id: string
  expires_at: number
  include: Json
  audio: {
    input: WireInput & {
      turn_detection:
        | { type: 'server_vad'; threshold: number; prefix_padding_ms: number; silence_duration_ms: number }
        | { type: 'semantic_vad'; eagerness: 'low' | 'medium' | 'high' | 'auto' }
        | null
    }
  }
}

export type WireSession = WireRealtimeSession | WireTranscriptionSession

export type WireStatus = 'in_progress' | 'completed' | 'incomplete'

export type WireContent =
  | { type: 'input_text'; text: string }
  /** `audio`: base64, where an item is retrieved. */
  | { type: 'input_audio'; transcript: string | null; audio?: string }
  | { type: 'input_image'; image_url: string; detail: 'auto' | 'low' | 'high' }
  | { type: 'output_text'; text: string }
  | { type: 'output_audio'; transcript: string; audio?: string }

export type WireItem =
  | { id: string; type: 'message'; status: WireStatus; role: 'user' | 'assistant' | 'system'; content: WireContent[] }
  | { id: string; type: 'function_call'; status: WireStatus; name: string; call_id: string; arguments: string }
  /** Without a status, unlike the rest. */
  | { id: string; type: 'function_call_output'; call_id: string; output: string }
  | {
      id: string
      type: 'mcp_list_tools'
      server_label: string
      tools: { name: string; description: string; input_schema: Json; annotations: Json }[]
    }
  | {
      id: string
      type: 'mcp_call'
      status: WireStatus
      server_label: string
      name: string
      arguments: string
      approval_request_id: string | null
      output: string | null
      error: WireCallError | null
    }
  | { id: string; type: 'mcp_approval_request'; server_label: string; name: string; arguments: string }
  | { id: string; type: 'mcp_approval_response'; approval_request_id: string; approve: boolean; reason: string | null }

export type WirePart = { type: 'audio'; transcript: string } | { type: 'text'; text: string }

export interface WireUsage {
  total_tokens: number
  input_tokens: number
  output_tokens: number
  input_token_details: {
    text_tokens: number
    audio_tokens: number
    image_tokens: number
    cached_tokens: number
    cached_tokens_details: { text_tokens: number; audio_tokens: number; image_tokens: number }
  }
  output_token_details: { text_tokens: number; audio_tokens: number }
}

export type WireStatusDetails =
  | null
  | { type: 'cancelled'; reason: 'turn_detected' | 'client_cancelled' }
  | { type: 'incomplete'; reason: 'max_output_tokens' | 'content_filter' }
  | { type: 'failed'; error: { type: WireErrorType; code: string | null; message: string } }

export interface WireResponse {
  object: 'realtime.response'
  id: string
  status: 'in_progress' | 'completed' | 'cancelled' | 'incomplete' | 'failed'
  status_details: WireStatusDetails
  output: WireItem[]
  /** null: out of band. */
  conversation_id: string | null
  output_modalities: ['audio'] | ['text']
  max_output_tokens: number | 'inf'
  audio: { output: { format: WireAudioFormat; voice: string } }
  usage: WireUsage | null
  metadata: { readonly [key: string]: string } | null
}

type InItem = { item_id: string; content_index: number }
type InResponse = { response_id: string; item_id: string; output_index: number }
type InPart = InResponse & { content_index: number }

/** An event but for its `event_id`. */
export type ServerEventBody =
  | { type: 'error'; error: WireError & { event_id: string | null } }
  | { type: 'session.created' | 'session.updated'; session: WireSession }
  | { type: 'input_audio_buffer.speech_started'; audio_start_ms: number; item_id: string }
  | { type: 'input_audio_buffer.speech_stopped'; audio_end_ms: number; item_id: string }
  | { type: 'input_audio_buffer.committed'; previous_item_id: string | null; item_id: string }
  | { type: 'input_audio_buffer.cleared' }
  | { type: 'input_audio_buffer.timeout_triggered'; audio_start_ms: number; audio_end_ms: number; item_id: string }
  /** `logprobs`: there where they are asked for, and null: no recogniser of ours has them. */
  | ({ type: 'conversation.item.input_audio_transcription.delta'; delta: string; logprobs?: null } & InItem)
  | ({ type: 'conversation.item.input_audio_transcription.segment'; id: string; text: string; speaker: string; start: number; end: number } & InItem)
  | ({
      type: 'conversation.item.input_audio_transcription.completed'
      transcript: string
      usage: { type: 'duration'; seconds: number }
      logprobs?: null
    } & InItem)
  | ({ type: 'conversation.item.input_audio_transcription.failed'; error: { type: WireErrorType; code: string; message: string } } & InItem)
  | { type: 'conversation.item.added' | 'conversation.item.done'; previous_item_id: string | null; item: WireItem }
  | { type: 'conversation.item.retrieved'; item: WireItem }
  | ({ type: 'conversation.item.truncated'; audio_end_ms: number } & InItem)
  | { type: 'conversation.item.deleted'; item_id: string }
  | { type: 'response.created' | 'response.done'; response: WireResponse }
  | { type: 'response.output_item.added' | 'response.output_item.done'; response_id: string; output_index: number; item: WireItem }
  | ({ type: 'response.content_part.added' | 'response.content_part.done'; part: WirePart } & InPart)
  | ({ type: 'response.output_text.delta' | 'response.output_audio_transcript.delta' | 'response.output_audio.delta'; delta: string } & InPart)
  | ({ type: 'response.output_text.done'; text: string } & InPart)
  | ({ type: 'response.output_audio_transcript.done'; transcript: string } & InPart)
  | ({ type: 'response.output_audio.done' } & InPart)
  | ({ type: 'response.function_call_arguments.delta'; call_id: string; delta: string } & InResponse)
  | ({ type: 'response.function_call_arguments.done'; call_id: string; name: string; arguments: string } & InResponse)
  | { type: 'mcp_list_tools.in_progress' | 'mcp_list_tools.completed'; item_id: string }
  /** `error` is ours: the wire gives no reason. */
  | { type: 'mcp_list_tools.failed'; item_id: string; error: { type: WireErrorType; code: string | null; message: string } }
  | ({ type: 'response.mcp_call_arguments.delta'; delta: string; obfuscation: string } & InResponse)
  | ({ type: 'response.mcp_call_arguments.done'; arguments: string } & InResponse)
  | { type: 'response.mcp_call.in_progress' | 'response.mcp_call.completed'; output_index: number; item_id: string }
  /** `error` is ours, as it stands in the item. */
  | { type: 'response.mcp_call.failed'; output_index: number; item_id: string; error: WireCallError }
  /** Ours; see `decisionEvent`. `transcript`: the words that were weighed. */
  | {
      type: 'sidetone.turn.decision'
      decision: string
      reason: string
      evidence: { [name: string]: number | string | boolean | null }
      transcript: string | null
      turn_detection: WireTurnDetection
      audio_ms: number
      at_ms: number
    }
  /** On a call alone. */
  | { type: 'output_audio_buffer.started' | 'output_audio_buffer.stopped' | 'output_audio_buffer.cleared'; response_id: string }
  | { type: 'rate_limits.updated'; rate_limits: { name: 'tokens'; limit: number; remaining: number; reset_seconds: number }[] }

export type ServerEventName = ServerEventBody['type']

const names: { readonly [Name in ServerEventName]: true } = {
  error: true,
  'session.created': true,
  'session.updated': true,
  'input_audio_buffer.speech_started': true,
  'input_audio_buffer.speech_stopped': true,
  'input_audio_buffer.committed': true,
  'input_audio_buffer.cleared': true,
  'input_audio_buffer.timeout_triggered': true,
  'conversation.item.input_audio_transcription.delta': true,
  'conversation.item.input_audio_transcription.completed': true,
  'conversation.item.input_audio_transcription.segment': true,
  'conversation.item.input_audio_transcription.failed': true,
  'conversation.item.added': true,
  'conversation.item.done': true,
  'conversation.item.retrieved': true,
  'conversation.item.truncated': true,
  'conversation.item.deleted': true,
  'response.created': true,
  'response.done': true,
  'response.output_item.added': true,
  'response.output_item.done': true,
  'response.content_part.added': true,
  'response.content_part.done': true,
  'response.output_text.delta': true,
  'response.output_text.done': true,
  'response.output_audio_transcript.delta': true,
  'response.output_audio_transcript.done': true,
  'response.output_audio.delta': true,
  'response.output_audio.done': true,
  'response.function_call_arguments.delta': true,
  'response.function_call_arguments.done': true,
  'mcp_list_tools.in_progress': true,
  'mcp_list_tools.completed': true,
  'mcp_list_tools.failed': true,
  'response.mcp_call_arguments.delta': true,
  'response.mcp_call_arguments.done': true,
  'response.mcp_call.in_progress': true,
  'response.mcp_call.completed': true,
  'response.mcp_call.failed': true,
  'sidetone.turn.decision': true,
  'output_audio_buffer.started': true,
  'output_audio_buffer.stopped': true,
  'output_audio_buffer.cleared': true,
  'rate_limits.updated': true,
}

/** Every event that this server can send. */
export const serverEventNames = Object.keys(names) as readonly ServerEventName[]
