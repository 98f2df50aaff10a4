import { anyObject, anything, boolean, count, either, list, nullable, number, object, optional, type Shape, string, variant, word } from './shape.js'

/* The objects that events carry. What OpenAI's recorded sessions always have is required here, null where empty, though the published types call much of it optional. */

const format = variant('type', {
  'audio/pcm': object({ type: word('audio/pcm'), rate: number }),
  'audio/pcmu': object({ type: word('audio/pcmu') }),
  'audio/pcma': object({ type: word('audio/pcma') }),
})

const turnDetection = variant('type', {
  server_vad: object({
    type: word('server_vad'),
    threshold: number,
    prefix_padding_ms: count,
    silence_duration_ms: count,
    idle_timeout_ms: nullable(count),
    create_response: boolean,
    interrupt_response: boolean,
  }),
  semantic_vad: object({
    type: word('semantic_vad'),
    eagerness: word('low', 'medium', 'high', 'auto'),
    create_response: boolean,
    interrupt_response: boolean,
  }),
})

/** In a session that makes no replies the published types have only what ends a turn. */
const transcriptionTurnDetection = variant('type', {
  server_vad: object({
    type: word('server_vad'),
    threshold: number,
    prefix_padding_ms: count,
    silence_duration_ms: count,
    idle_timeout_ms: optional(nullable(count)),
    create_response: optional(boolean),
    interrupt_response: optional(boolean),
  }),
  semantic_vad: object({
    type: word('semantic_vad'),
    eagerness: word('low', 'medium', 'high', 'auto'),
    create_response: optional(boolean),
    interrupt_response: optional(boolean),
  }),
})

const input = { format, transcription: nullable(anyObject), noise_reduction: nullable(anyObject) }
const maxOutputTokens = either((value) => typeof value === 'string', word('inf'), count)
const modalities = list(word('audio', 'text'))

export const realtimeSession = object({
  type: word('realtime'),
  object: word('realtime.session'),
  id: string,
  model: string,
  output_modalities: modalities,
  instructions: string,
  tools: list(
    object({ type: string, name: optional(string), description: optional(nullable(string)), parameters: optional(anything), server_label: optional(string) }),
  ),
  tool_choice: anything,
  max_output_tokens: maxOutputTokens,
  tracing: anything,
  truncation: anything,
  prompt: nullable(anyObject),
  expires_at: count,
  audio: object({ input: object({ ...input, turn_detection: nullable(turnDetection) }), output: object({ format, voice: anything, speed: number }) }),
  include: nullable(list(string)),
  reasoning: optional(anything),
  parallel_tool_calls: optional(anything),
})

export const transcriptionSession = object({
  type: word('transcription'),
  object: word('realtime.transcription_session'),
  id: string,
  expires_at: count,
  include: nullable(list(string)),
  audio: object({ input: object({ ...input, turn_detection: nullable(transcriptionTurnDetection) }) }),
})

export const session = variant('type', { realtime: realtimeSession, transcription: transcriptionSession })

const status = word('in_progress', 'completed', 'incomplete')
const text = string
const content = list(
  variant('type', {
    input_text: object({ type: word('input_text'), text }),
    input_audio: object({ type: word('input_audio'), transcript: nullable(string), audio: optional(nullable(string)) }),
    input_image: object({ type: word('input_image'), image_url: string, detail: optional(string) }),
    output_text: object({ type: word('output_text'), text }),
    output_audio: object({ type: word('output_audio'), transcript: nullable(string), audio: optional(nullable(string)) }),
  }),
)

export const item = variant('type', {
  message: object({ id: string, type: word('message'), status, role: word('user', 'assistant', 'system'), content }),
  function_call: object({ id: string, type: word('function_call'), status, name: string, call_id: string, arguments: string }),
  function_call_output: object({ id: string, type: word('function_call_output'), call_id: string, output: string }),
  mcp_list_tools: object({
    id: string,
    type: word('mcp_list_tools'),
    server_label: string,
    tools: list(object({ name: string, input_schema: anything, description: optional(nullable(string)), annotations: optional(anything) })),
  }),
  mcp_call: object({
    id: string,
    type: word('mcp_call'),
    server_label: string,
    name: string,
    arguments: string,
    approval_request_id: optional(nullable(string)),
    output: optional(nullable(string)),
    error: optional(nullable(anyObject)),
    status: optional(string),
  }),
  mcp_approval_request: object({ id: string, type: word('mcp_approval_request'), server_label: string, name: string, arguments: string }),
  mcp_approval_response: object({
    id: string,
    type: word('mcp_approval_response'),
    approval_request_id: string,
    approve: boolean,
    reason: optional(nullable(string)),
  }),
})

export const usage = object({
  total_tokens: count,
  input_tokens: count,
  output_tokens: count,
  input_token_details: object({
    text_tokens: count,
    audio_tokens: count,
    image_tokens: count,
    cached_tokens: count,
    cached_tokens_details: object({ text_tokens: count, audio_tokens: count, image_tokens: count }),
  }),
  output_token_details: object({ text_tokens: count, audio_tokens: count }),
})

const statusDetails = variant('type', {
  cancelled: object({ type: word('cancelled'), reason: word('turn_detected', 'client_cancelled') }),
  incomplete: object({ type: word('incomplete'), reason: word('max_output_tokens', 'content_filter') }),
  failed: object({ type: word('failed'), error: object({ type: string, code: optional(nullable(string)), message: optional(string) }) }),
})

export const response = object({
  object: word('realtime.response'),
  id: string,
  status: word('in_progress', 'completed', 'cancelled', 'incomplete', 'failed'),
  status_details: nullable(statusDetails),
  output: list(item),
  conversation_id: nullable(string),
  output_modalities: modalities,
  max_output_tokens: maxOutputTokens,
  audio: object({ output: object({ format, voice: anything }) }),
  usage: nullable(usage),
  metadata: nullable(anyObject),
})

export const part = variant('type', {
  audio: object({ type: word('audio'), transcript: nullable(string) }),
  text: object({ type: word('text'), text: string }),
})

export const errorObject = object({ type: string, code: nullable(string), message: string, param: nullable(string), event_id: nullable(string) })

export const transcriptionUsage: Shape<object> = variant('type', {
  tokens: object({
    type: word('tokens'),
    total_tokens: count,
    input_tokens: count,
    output_tokens: count,
    input_token_details: object({ text_tokens: count, audio_tokens: count }),
  }),
  duration: object({ type: word('duration'), seconds: number }),
})
