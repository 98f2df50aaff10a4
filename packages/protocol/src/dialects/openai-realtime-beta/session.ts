import type { WireItem, WireRealtimeSession, WireResponse, WireUsage } from '../openai-realtime/server-events.js'
import { writeAudioFormat } from './audio-formats.js'
import { writeModalities } from './modalities.js'
import type { BetaItem, BetaResponse, BetaSession, BetaUsage } from './server-events.js'

/** The beta's default, told where a client has set none. */
export const defaultTemperature = 0.8

export function betaSession(session: WireRealtimeSession, temperature: number): BetaSession {
  const { input, output } = session.audio
  return {
    id: session.id,
    object: session.object,
    expires_at: session.expires_at,
    input_audio_noise_reduction: input.noise_reduction,
    turn_detection: input.turn_detection && betaTurnDetection(input.turn_detection),
    input_audio_format: writeAudioFormat(input.format),
    input_audio_transcription: input.transcription,
    client_secret: null,
    include: session.include,
    model: session.model,
    modalities: writeModalities(session.output_modalities),
    instructions: session.instructions,
    voice: output.voice,
    output_audio_format: writeAudioFormat(output.format),
    tool_choice: session.tool_choice,
    temperature,
    max_response_output_tokens: session.max_output_tokens,
    speed: output.speed,
    tools: session.tools,
    ...(session.tracing !== null && { tracing: session.tracing }),
    ...(session.prompt !== null && { prompt: session.prompt }),
  }
}

/** Recorded sessions have no `idle_timeout_ms`: it is told to clients that have set one. */
function betaTurnDetection(detection: NonNullable<WireRealtimeSession['audio']['input']['turn_detection']>): object {
  if (detection.type !== 'server_vad' || detection.idle_timeout_ms !== null) return detection
  const { idle_timeout_ms: _, ...rest } = detection
  return rest
}

export function betaItem({ id, type, ...fields }: WireItem): BetaItem {
  return { id, object: 'realtime.item', type, ...fields, ...('content' in fields && { content: fields.content.map(betaContent) }) }
}

function betaContent<Part extends { readonly type: string }>(part: Part): object {
  if (part.type === 'output_text') return { ...part, type: 'text' }
  return part.type === 'output_audio' ? { ...part, type: 'audio' } : part
}

export function betaResponse(response: WireResponse, temperature: number): BetaResponse {
  const { output, output_modalities, audio, max_output_tokens, usage, metadata, ...same } = response
  return {
    ...same,
    output: output.map(betaItem),
    modalities: writeModalities(output_modalities),
    voice: audio.output.voice,
    output_audio_format: writeAudioFormat(audio.output.format),
    temperature,
    max_output_tokens,
    usage: usage && betaUsage(usage),
    metadata,
  }
}

function betaUsage({ input_token_details, ...usage }: WireUsage): BetaUsage {
  const { image_tokens: _, cached_tokens_details, ...details } = input_token_details
  const { image_tokens: __, ...cached } = cached_tokens_details
  return { ...usage, input_token_details: { ...details, cached_tokens_details: cached } }
}
