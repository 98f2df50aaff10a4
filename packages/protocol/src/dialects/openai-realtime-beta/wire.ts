import { z } from 'zod'
import { limits } from '../../vocabulary/limits.js'
import { array, decimal, identifier, metadata, text } from '../openai-realtime/fields.js'
import {
  clientEventsOf,
  include,
  itemsOf,
  maxOutputTokens,
  noiseReduction,
  prompt,
  toolChoice,
  tools,
  tracing,
  transcription,
  turnDetection,
  voice,
  type WireResponseOptions,
  type WireSessionUpdate,
} from '../openai-realtime/wire.js'
import { audioFormat } from './audio-formats.js'
import { modalities } from './modalities.js'

/*
 * What a client may send, where it is written otherwise than in the generally available API: flat sessions and responses, and other names for what an
 * assistant said. Each is read as what that API calls it. Fields of that API are unknown here, and refused as such.
 */

/** Without effect: the models here have their own. Bounds of the beta API. */
const temperature = decimal(0.6, 1.2)

const session = z
  .strictObject({
    model: identifier.optional(),
    modalities: modalities.optional(),
    instructions: text.optional(),
    voice: voice.optional(),
    input_audio_format: audioFormat.optional(),
    output_audio_format: audioFormat.optional(),
    input_audio_transcription: transcription.nullable().optional(),
    input_audio_noise_reduction: noiseReduction.nullable().optional(),
    turn_detection: turnDetection.nullable().optional(),
    tools: tools.optional(),
    tool_choice: toolChoice.optional(),
    temperature: temperature.optional(),
    max_response_output_tokens: maxOutputTokens.optional(),
    speed: decimal(0.25, 1.5).optional(),
    tracing: tracing.nullable().optional(),
    prompt: prompt.nullable().optional(),
    include: include.nullable().optional(),
  })
  .transform(
    ({
      modalities: modality,
      voice,
      speed,
      input_audio_format,
      output_audio_format,
      input_audio_transcription,
      input_audio_noise_reduction,
      turn_detection,
      max_response_output_tokens,
      ...same
    }): WireSessionUpdate => ({
      type: 'realtime',
      ...same,
      output_modalities: modality,
      max_output_tokens: max_response_output_tokens,
      audio: {
        input: { format: input_audio_format, transcription: input_audio_transcription, noise_reduction: input_audio_noise_reduction, turn_detection },
        output: { format: output_audio_format, voice, speed },
      },
    }),
  )

const { item, inputItem } = itemsOf(z.strictObject({ type: z.literal('text'), text }).transform(({ text }) => ({ type: 'output_text' as const, text })))

const response = z
  .strictObject({
    conversation: z.enum(['auto', 'none']).optional(),
    input: array(inputItem, limits.conversationItems).optional(),
    instructions: text.optional(),
    modalities: modalities.optional(),
    voice: voice.optional(),
    output_audio_format: audioFormat.optional(),
    tools: tools.optional(),
    tool_choice: toolChoice.optional(),
    temperature: temperature.optional(),
    /** Clients of both names are about. */
    max_response_output_tokens: maxOutputTokens.optional(),
    max_output_tokens: maxOutputTokens.optional(),
    metadata: metadata.nullable().optional(),
  })
  .transform(
    ({ modalities: modality, voice, output_audio_format, max_response_output_tokens, max_output_tokens, temperature: _, ...same }): WireResponseOptions => ({
      ...same,
      output_modalities: modality,
      max_output_tokens: max_output_tokens ?? max_response_output_tokens,
      audio: { output: { format: output_audio_format, voice } },
    }),
  )

export const clientEvents = clientEventsOf(session, item, response)

/** An event as a client sends it. */
export type ClientEvent = z.input<typeof clientEvents>
