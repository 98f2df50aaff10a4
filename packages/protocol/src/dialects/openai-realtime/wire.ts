import { z } from 'zod'
import { limits } from '../../vocabulary/limits.js'
import { array, decimal, identifier, imageUrl, inputAudio, integer, jsonObject, metadata, modalities, outputAudio, refuse, text } from './fields.js'
import { approvalResponse, duplicateLabel, mcpTool, mcpToolChoice } from './mcp-fields.js'

/*
 * What a client may send. Objects are strict: an unknown field is answered, never passed over, because a client that believes
 * in a setting we do not know is worse off than one that is told. `fields.ts` has the schemas of single fields.
 */

const audioFormat = z.discriminatedUnion('type', [
  /** 24,000 is OpenAI's only rate; 16,000 and 8,000 are our extension. */
  z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal([24_000, 16_000, 8_000]).optional() }),
  z.strictObject({ type: z.literal('audio/pcmu') }),
  z.strictObject({ type: z.literal('audio/pcma') }),
])

export const transcription = z.strictObject({
  model: identifier.optional(),
  language: text.nullable().optional(),
  prompt: text.nullable().optional(),
  languages: array(text, 128).optional(),
  keywords: array(text, 1_000).optional(),
  delay: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
})

export const noiseReduction = z.strictObject({ type: z.enum(['near_field', 'far_field']), strength: decimal(0, 1).optional() })

/** The longest pause and padding that make sense in speech; the wire names no upper bound, a buffer needs one. */
const longestPauseMs = 60_000

const serverVad = z.strictObject({
  type: z.literal('server_vad'),
  threshold: decimal(0, 1).optional(),
  prefix_padding_ms: integer(0, longestPauseMs).optional(),
  silence_duration_ms: integer(0, longestPauseMs).optional(),
  idle_timeout_ms: integer(5_000, 30_000).nullable().optional(),
  create_response: z.boolean().optional(),
  interrupt_response: z.boolean().optional(),
})

const semanticVad = z.strictObject({
  type: z.literal('semantic_vad'),
  eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
  create_response: z.boolean().optional(),
  interrupt_response: z.boolean().optional(),
})

export const turnDetection = z.discriminatedUnion('type', [serverVad, semanticVad])

export const voice = z.union([identifier, z.strictObject({ id: identifier })])

const functionTool = z.strictObject({
  type: z.literal('function'),
  name: identifier,
  description: text.nullable().optional(),
  parameters: jsonObject.nullable().optional(),
})

export const tools = array(z.discriminatedUnion('type', [functionTool, mcpTool]), limits.tools).check(refuse(duplicateLabel))

export const toolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.discriminatedUnion('type', [z.strictObject({ type: z.literal('function'), name: identifier }), mcpToolChoice]),
])

export const maxOutputTokens = z.union([integer(1, 4_096), z.literal('inf')])

/** Values of text; templates with images or files in them are not kept here. */
const promptVariable = z.union([text, z.discriminatedUnion('type', [z.strictObject({ type: z.literal('input_text'), text })])])

export const prompt = z.strictObject({
  id: identifier,
  version: identifier.nullable().optional(),
  variables: z.record(z.string(), promptVariable).nullable().optional(),
})

const reasoning = z.strictObject({ effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional() })

export const tracing = z.union([
  z.literal('auto'),
  z.strictObject({ workflow_name: text.optional(), group_id: text.optional(), metadata: jsonObject.optional() }),
])

/** An event of ours. It is sent to clients that name it in `include`, since others need not know it. */
export const decisionEvent = 'sidetone.turn.decision'

/** Named in `include` by clients that want to know how sure the recogniser was. */
export const logprobs = 'item.input_audio_transcription.logprobs'

export const include = array(z.enum([logprobs, decisionEvent]), 16)

const sessionUpdate = z.strictObject({
  type: z.literal('realtime'),
  model: identifier.optional(),
  output_modalities: modalities.optional(),
  instructions: text.optional(),
  tools: tools.optional(),
  tool_choice: toolChoice.optional(),
  max_output_tokens: maxOutputTokens.optional(),
  audio: z
    .strictObject({
      input: z
        .strictObject({
          format: audioFormat.optional(),
          transcription: transcription.nullable().optional(),
          noise_reduction: noiseReduction.nullable().optional(),
          turn_detection: turnDetection.nullable().optional(),
        })
        .optional(),
      output: z.strictObject({ format: audioFormat.optional(), voice: voice.optional(), speed: decimal(0.25, 1.5).optional() }).optional(),
    })
    .optional(),
  tracing: tracing.nullable().optional(),
  truncation: z
    .union([
      z.enum(['auto', 'disabled']),
      z.strictObject({
        type: z.literal('retention_ratio'),
        retention_ratio: decimal(0, 1),
        token_limits: z.strictObject({ post_instructions: integer(0, Number.MAX_SAFE_INTEGER).optional() }).optional(),
      }),
    ])
    .optional(),
  prompt: prompt.nullable().optional(),
  include: include.nullable().optional(),
  reasoning: reasoning.nullable().optional(),
  parallel_tool_calls: z.boolean().optional(),
})

/** Without what only replies have. `false` is repeated by clients that copy a realtime session's settings; it changes nothing. */
const noReplies = { create_response: z.literal(false).optional(), interrupt_response: z.literal(false).optional() }

const transcriptionSessionUpdate = z.strictObject({
  type: z.literal('transcription'),
  audio: z
    .strictObject({
      input: z
        .strictObject({
          format: audioFormat.optional(),
          transcription: transcription.optional(),
          noise_reduction: noiseReduction.nullable().optional(),
          turn_detection: z
            .discriminatedUnion('type', [
              serverVad.omit({ idle_timeout_ms: true }).extend({ ...noReplies, idle_timeout_ms: z.null().optional() }),
              semanticVad.extend(noReplies),
            ])
            .nullable()
            .optional(),
        })
        .optional(),
    })
    .optional(),
  include: include.nullable().optional(),
})

/** More parts than any message needs. */
const contentParts = 256

/** `object` and `status` are repeated by clients that send an item back; they change nothing. */
const itemFields = {
  id: identifier.optional(),
  object: z.literal('realtime.item').optional(),
  status: z.enum(['in_progress', 'completed', 'incomplete']).optional(),
}

const inputText = z.strictObject({ type: z.literal('input_text'), text })

/** What an assistant said: as text, or as the transcript of what was spoken. */
type Said = { readonly type: 'output_text'; readonly text: string } | z.output<typeof outputAudio>

/** `said` is a part of an assistant's message. */
const messageOf = <Part extends z.ZodType<Said>>(said: Part) =>
  z.discriminatedUnion('role', [
    z.strictObject({
      ...itemFields,
      type: z.literal('message'),
      role: z.literal('user'),
      content: array(
        z.discriminatedUnion('type', [
          inputText,
          inputAudio,
          z.strictObject({ type: z.literal('input_image'), image_url: imageUrl, detail: z.enum(['auto', 'low', 'high']).optional() }),
        ]),
        contentParts,
      ),
    }),
    z.strictObject({ ...itemFields, type: z.literal('message'), role: z.literal('assistant'), content: array(said, contentParts) }),
    z.strictObject({ ...itemFields, type: z.literal('message'), role: z.literal('system'), content: array(inputText, contentParts) }),
  ])

/** OpenAI's own ids of calls are at most 32 characters long; other models mint longer ones. */
const callId = z.string().min(1).max(64)

const functionCall = z.strictObject({ ...itemFields, type: z.literal('function_call'), name: identifier, call_id: callId, arguments: text })
const functionCallOutput = z.strictObject({ ...itemFields, type: z.literal('function_call_output'), call_id: callId, output: text })
const itemReference = z.strictObject({ type: z.literal('item_reference'), id: identifier })

/** What may enter the conversation (`item`) and the context of one response (`inputItem`). */
export const itemsOf = <Part extends z.ZodType<Said>>(said: Part) => {
  const message = messageOf(said)
  return {
    item: z.discriminatedUnion('type', [message, functionCall, functionCallOutput, z.strictObject({ ...itemFields, ...approvalResponse })]),
    inputItem: z.discriminatedUnion('type', [message, functionCall, functionCallOutput, itemReference]),
  }
}

const { item, inputItem } = itemsOf(z.discriminatedUnion('type', [z.strictObject({ type: z.literal('output_text'), text }), outputAudio]))

const response = z.strictObject({
  conversation: z.enum(['auto', 'none']).optional(),
  input: array(inputItem, limits.conversationItems).optional(),
  instructions: text.optional(),
  output_modalities: modalities.optional(),
  audio: z.strictObject({ output: z.strictObject({ format: audioFormat.optional(), voice: voice.optional() }).optional() }).optional(),
  tools: tools.optional(),
  tool_choice: toolChoice.optional(),
  max_output_tokens: maxOutputTokens.optional(),
  metadata: metadata.nullable().optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: reasoning.nullable().optional(),
  prompt: prompt.nullable().optional(),
})

/** OpenAI's bound on a client's name for an event. */
export const eventIdCharacters = 512
const event = { event_id: z.string().max(eventIdCharacters).optional() }

/** Every client event, around what the forms of the API write differently: the session, an item, the options of a response. */
export const clientEventsOf = <Session extends z.ZodType, NewItem extends z.ZodType, Options extends z.ZodType>(
  session: Session,
  item: NewItem,
  response: Options,
) =>
  z.discriminatedUnion('type', [
    z.strictObject({ ...event, type: z.literal('session.update'), session }),
    z.strictObject({ ...event, type: z.literal('input_audio_buffer.append'), audio: z.string() }),
    z.strictObject({ ...event, type: z.literal('input_audio_buffer.commit') }),
    z.strictObject({ ...event, type: z.literal('input_audio_buffer.clear') }),
    z.strictObject({ ...event, type: z.literal('conversation.item.create'), item, previous_item_id: identifier.nullable().optional() }),
    z.strictObject({ ...event, type: z.literal('conversation.item.retrieve'), item_id: identifier }),
    z.strictObject({
      ...event,
      type: z.literal('conversation.item.truncate'),
      item_id: identifier,
      content_index: integer(0, Number.MAX_SAFE_INTEGER),
      audio_end_ms: integer(0, Number.MAX_SAFE_INTEGER),
    }),
    z.strictObject({ ...event, type: z.literal('conversation.item.delete'), item_id: identifier }),
    z.strictObject({ ...event, type: z.literal('response.create'), response: response.nullable().optional() }),
    z.strictObject({ ...event, type: z.literal('response.cancel'), response_id: identifier.nullable().optional() }),
  ])

export const clientEvents = clientEventsOf(sessionUpdate, item, response)

/** The same event in a session that only writes down what is said. */
export const transcriptionSessionEvent = z.strictObject({ ...event, type: z.literal('session.update'), session: transcriptionSessionUpdate })

/** What a client can say besides on a call, where its sound travels beside the messages. */
const clearOutput = z.strictObject({ ...event, type: z.literal('output_audio_buffer.clear') })

export const callEvents = z.discriminatedUnion('type', [clientEvents, clearOutput])

export type ReadEvent = z.output<typeof callEvents>
/** An event as a client sends it. */
export type ClientEvent = z.input<typeof clientEvents>
export type ClientEventName = ClientEvent['type']
export type CallEventName = ReadEvent['type']
/** `temperature`: of the beta form alone. */
export type WireSessionUpdate = z.output<typeof sessionUpdate> & { temperature?: number }
export type WireTranscriptionSessionUpdate = z.output<typeof transcriptionSessionUpdate>
export type WireResponseOptions = z.output<typeof response>
export type WireNewItem = z.output<typeof item>
export type WireAudioFormat = { type: 'audio/pcm'; rate: 24_000 | 16_000 | 8_000 } | { type: 'audio/pcmu' } | { type: 'audio/pcma' }
export type WireAudioFormatIn = z.output<typeof audioFormat>
export type WireTool = z.output<typeof tools>[number]
export type WirePrompt = z.output<typeof prompt>
export type WireTruncation = NonNullable<WireSessionUpdate['truncation']>
export type WireToolChoice = z.output<typeof toolChoice>

/** Every event that a client can send. */
export const clientEventNames = [
  'session.update',
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.retrieve',
  'conversation.item.truncate',
  'conversation.item.delete',
  'response.create',
  'response.cancel',
] as const satisfies readonly ClientEventName[]

/** Every event that a client can send on a call. */
export const callEventNames = [...clientEventNames, 'output_audio_buffer.clear'] as const satisfies readonly CallEventName[]
