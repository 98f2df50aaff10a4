import type { Json } from '../../vocabulary/settings.js'
import type { ServerEventName as GeneralName, WireItem, WireRealtimeSession, WireResponse, WireUsage } from '../openai-realtime/server-events.js'
import type { WireToolChoice } from '../openai-realtime/wire.js'
import type { BetaAudioFormat } from './audio-formats.js'
import type { BetaModalities } from './modalities.js'

/* What a server sends where the beta API differs. Keys as recorded; `tracing` and `prompt` are there once a client has set them. */

export interface BetaSession {
  id: string
  object: 'realtime.session'
  expires_at: number
  input_audio_noise_reduction: WireRealtimeSession['audio']['input']['noise_reduction']
  turn_detection: object | null
  input_audio_format: BetaAudioFormat
  input_audio_transcription: WireRealtimeSession['audio']['input']['transcription']
  /** Keys are not handed out over the socket. */
  client_secret: null
  include: Json
  model: string
  modalities: BetaModalities
  instructions: string
  voice: string
  output_audio_format: BetaAudioFormat
  tool_choice: WireToolChoice
  temperature: number
  max_response_output_tokens: number | 'inf'
  speed: number
  tools: WireRealtimeSession['tools']
  tracing?: Json
  prompt?: Json
}

/** An item with the mark that it has here, and with the beta's names for what an assistant said. */
export type BetaItem = { id: string; object: 'realtime.item'; type: WireItem['type'] } & { [field: string]: unknown }

export interface BetaResponse extends Omit<WireResponse, 'output' | 'output_modalities' | 'audio' | 'usage'> {
  output: BetaItem[]
  modalities: BetaModalities
  voice: string
  output_audio_format: BetaAudioFormat
  temperature: number
  usage: BetaUsage | null
}

/** Without images. */
export type BetaUsage = Omit<WireUsage, 'input_token_details'> & {
  input_token_details: {
    text_tokens: number
    audio_tokens: number
    cached_tokens: number
    cached_tokens_details: { text_tokens: number; audio_tokens: number }
  }
}

/** Events that have another name here; `null`: there is none. */
export const renamed = {
  'conversation.item.added': 'conversation.item.created',
  'conversation.item.done': null,
  'response.output_text.delta': 'response.text.delta',
  'response.output_text.done': 'response.text.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
} as const satisfies { readonly [Name in GeneralName]?: string | null }

export function betaName(name: GeneralName): string | null {
  return name in renamed ? renamed[name as keyof typeof renamed] : name
}
