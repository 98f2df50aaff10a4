import { limits } from '@sidetone/protocol'

/** Where the session stands when the message comes: nothing said yet, one spoken reply behind it (`item_R00000` asked, `item_R00002` answered), or in mid-reply. */
export type Situation = 'new' | 'has-spoken' | 'replying'

/** One mistake of a client and what it is told. The client's `event_id` is `mistake` and comes back, unless the row says otherwise. */
export interface ErrorRow {
  readonly when: string
  readonly situation?: Situation
  /** Sent first, without any error. */
  readonly before?: readonly object[]
  readonly send: object | string
  readonly code: string | null
  readonly param: string | null
  readonly message: RegExp | string
  readonly eventId?: string | null
  /** Sent behind, so that a text turn is possible. */
  readonly after?: readonly object[]
}

const update = (session: object) => ({ type: 'session.update', session: { type: 'realtime', ...session } })
const userItem = (content: object[], more: object = {}) => ({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content }, ...more })
const textItem = (more: object = {}) => userItem([{ type: 'input_text', text: 'Hi.' }], more)
const silence = (bytes: number) => Buffer.alloc(bytes).toString('base64')
const truncate = (more: object) => ({ type: 'conversation.item.truncate', item_id: 'item_R00002', content_index: 0, audio_end_ms: 0, ...more })

/** The catalogue of the wire's errors, in its order, and our own limits behind it. */
export const errorRows: readonly ErrorRow[] = [
  { when: 'the type is missing', send: {}, code: 'invalid_event', param: null, message: "The 'type' field is missing." },
  {
    when: 'the type is unknown',
    send: { type: 'session.close' },
    code: 'invalid_value',
    param: 'type',
    message: /^Invalid value: 'session\.close'\. Supported values are: 'session\.update', .*, and 'response\.cancel'\.$/,
  },
  {
    when: 'the type belongs to another transport',
    send: { type: 'output_audio_buffer.clear' },
    code: 'invalid_value',
    param: 'type',
    message: /^Invalid value: 'output_audio_buffer\.clear'\./,
  },
  { when: 'a field is unknown', send: update({ foo: 1 }), code: 'unknown_parameter', param: 'session.foo', message: "Unknown parameter: 'session.foo'." },
  {
    when: 'a field is unknown deep inside',
    send: update({
      tools: [
        { type: 'function', name: 'a' },
        { type: 'function', name: 'b' },
        { type: 'function', name: 'c', meta: 1 },
      ],
    }),
    code: 'unknown_parameter',
    param: 'session.tools[2].meta',
    message: "Unknown parameter: 'session.tools[2].meta'.",
  },
  {
    when: 'a session.update does not say its type',
    send: { type: 'session.update', session: { instructions: 'Be brief.' } },
    code: 'missing_required_parameter',
    param: 'session.type',
    message: "Missing required parameter: 'session.type'.",
  },
  {
    when: 'a required field is absent',
    send: { type: 'conversation.item.retrieve' },
    code: 'missing_required_parameter',
    param: 'item_id',
    message: "Missing required parameter: 'item_id'.",
  },
  {
    when: 'an append has no audio',
    send: { type: 'input_audio_buffer.append' },
    code: 'missing_required_parameter',
    param: 'audio',
    message: "Missing required parameter: 'audio'.",
  },
  {
    when: 'a value is none of those there are',
    send: update({ tool_choice: 'sometimes' }),
    code: 'invalid_value',
    param: 'session.tool_choice',
    message: "Invalid value: 'sometimes'. Supported values are: 'auto', 'none', and 'required'.",
  },
  {
    when: 'an audio format is unknown',
    send: update({ audio: { input: { format: { type: 'audio/opus' } } } }),
    code: 'invalid_value',
    param: 'session.audio.input.format.type',
    message: "Invalid value: 'audio/opus'. Supported values are: 'audio/pcm', 'audio/pcmu', and 'audio/pcma'.",
  },
  {
    when: 'a value is of the wrong JSON type',
    situation: 'has-spoken',
    send: truncate({ audio_end_ms: null }),
    code: 'invalid_type',
    param: 'audio_end_ms',
    message: "Invalid type for 'audio_end_ms': expected an integer, but got null instead.",
  },
  { when: 'the message is not JSON', send: '{"type":', code: 'invalid_json', param: null, message: /JSON/, eventId: null },
  { when: 'the message is no object', send: '["response.create"]', code: 'invalid_event', param: null, message: /^Expected a JSON object/, eventId: null },
  { when: 'the audio is not base64', send: { type: 'input_audio_buffer.append', audio: '***' }, code: 'invalid_value', param: 'audio', message: /base64/ },
  {
    when: 'nothing is there to commit',
    send: { type: 'input_audio_buffer.commit' },
    code: 'input_audio_buffer_commit_empty',
    param: null,
    message: 'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio.',
  },
  {
    when: 'less than 100 ms are there to commit',
    before: [{ type: 'input_audio_buffer.append', audio: silence(48 * 99) }],
    send: { type: 'input_audio_buffer.commit' },
    code: 'input_audio_buffer_commit_empty',
    param: null,
    message: /only has 99\.00ms of audio\.$/,
  },
  {
    when: 'a response is active already',
    situation: 'replying',
    send: { type: 'response.create' },
    after: [{ type: 'response.cancel' }],
    code: 'conversation_already_has_active_response',
    param: null,
    message: 'Conversation already has an active response in progress: resp_R00001. Wait until the response is finished before creating a new one.',
  },
  {
    when: 'no response is active that could be cancelled',
    send: { type: 'response.cancel' },
    code: 'response_cancel_not_active',
    param: null,
    message: 'Cancellation failed: no active response found',
  },
  {
    when: 'another response is active than the one to be cancelled',
    situation: 'replying',
    send: { type: 'response.cancel', response_id: 'resp_other' },
    after: [{ type: 'response.cancel' }],
    code: 'response_cancel_not_active',
    param: null,
    message: /^Cancellation failed/,
  },
  {
    when: 'the item to truncate does not exist',
    send: truncate({ item_id: 'nobody' }),
    code: 'item_truncate_invalid_item_id',
    param: null,
    message: "Error truncating item: the item with id 'nobody' does not exist.",
  },
  {
    when: 'the item to truncate is not spoken by the assistant',
    situation: 'has-spoken',
    send: truncate({ item_id: 'item_R00000' }),
    code: null,
    param: null,
    message: 'Only model output audio messages can be truncated',
  },
  {
    when: 'the part to truncate is no audio',
    situation: 'has-spoken',
    send: truncate({ content_index: 1 }),
    code: null,
    param: null,
    message: 'Only model output audio messages can be truncated',
  },
  {
    when: 'more is to be kept than was spoken',
    situation: 'has-spoken',
    send: truncate({ audio_end_ms: 2535 }),
    code: 'invalid_value',
    param: null,
    message: /^Audio content of \d+ms is already shorter than 2535ms$/,
  },
  {
    when: 'the item to delete does not exist',
    send: { type: 'conversation.item.delete', item_id: 'nobody' },
    code: 'item_delete_invalid_item_id',
    param: null,
    message: "Error deleting item: the item with id 'nobody' does not exist.",
  },
  {
    when: 'the item to retrieve does not exist',
    send: { type: 'conversation.item.retrieve', item_id: 'nobody' },
    code: 'item_retrieve_invalid_item_id',
    param: null,
    message: "Error retrieving item: the item with id 'nobody' does not exist.",
  },
  {
    when: 'the item before the new one does not exist',
    send: textItem({ previous_item_id: 'nobody' }),
    code: 'item_create_invalid_previous_item_id',
    param: null,
    message: "Error adding item: the previous item with id 'nobody' does not exist.",
  },
  {
    when: 'the id of a new item is taken',
    situation: 'has-spoken',
    send: { type: 'conversation.item.create', item: { id: 'item_R00000', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi.' }] } },
    code: 'item_create_invalid_item_id',
    param: 'item.id',
    message: "Error adding item: an item with id 'item_R00000' already exists.",
  },
  {
    when: 'the voice is to change after the assistant has spoken',
    situation: 'has-spoken',
    send: update({ audio: { output: { voice: 'ash' } } }),
    code: 'cannot_update_voice',
    param: null,
    message: "Cannot update a conversation's voice if assistant audio is present.",
  },
  {
    when: 'a response is asked for in another voice after the assistant has spoken',
    situation: 'has-spoken',
    send: { type: 'response.create', response: { audio: { output: { voice: 'ash' } } } },
    code: 'cannot_update_voice',
    param: null,
    message: /^Cannot update a conversation's voice/,
  },
  {
    when: 'the voice is unknown',
    send: update({ audio: { output: { voice: 'nobody' } } }),
    code: 'invalid_value',
    param: 'session.audio.output.voice',
    message: "Invalid value: 'nobody'. Supported values are: 'alloy' and 'ash'.",
  },
  {
    when: 'the voice of one response is unknown',
    send: { type: 'response.create', response: { audio: { output: { voice: 'nobody' } } } },
    code: 'invalid_value',
    param: 'response.audio.output.voice',
    message: "Invalid value: 'nobody'. Supported values are: 'alloy' and 'ash'.",
  },
  {
    when: 'the update is of a transcription session',
    send: { type: 'session.update', session: { type: 'transcription' } },
    code: 'invalid_value',
    param: 'session.type',
    message: 'Passing a transcription session update event to a realtime session is not allowed.',
  },
  {
    when: 'a list is too long',
    send: update({ tools: Array.from({ length: limits.tools + 1 }, (_, index) => ({ type: 'function', name: `tool_${index}` })) }),
    code: 'array_above_max_length',
    param: 'session.tools',
    message: "Invalid 'session.tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
  },

  {
    when: 'two modalities are asked for',
    send: update({ output_modalities: ['text', 'audio'] }),
    code: 'invalid_value',
    param: 'session.output_modalities',
    message: "Invalid modalities: ['text', 'audio']. Supported combinations are: ['text'] and ['audio'].",
  },
  {
    when: 'the model of a session is to change',
    send: update({ model: 'gpt-realtime-mini' }),
    code: 'invalid_value',
    param: 'session.model',
    message: /fixed at connect/,
  },
  {
    when: 'a number is below its bounds',
    send: update({ max_output_tokens: 0 }),
    code: 'integer_below_min_value',
    param: 'session.max_output_tokens',
    message: "Invalid 'session.max_output_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.",
  },
  {
    when: 'a number is above its bounds',
    send: update({ audio: { output: { speed: 2 } } }),
    code: 'decimal_above_max_value',
    param: 'session.audio.output.speed',
    message: /Expected a value <= 1\.5, but got 2 instead\.$/,
  },
  {
    when: 'the idle timeout is shorter than the wire allows',
    send: update({ audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 1000 } } } }),
    code: 'integer_below_min_value',
    param: 'session.audio.input.turn_detection.idle_timeout_ms',
    message: /Expected a value >= 5000/,
  },
  {
    when: 'there is too much metadata',
    send: { type: 'response.create', response: { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`key_${index}`, ''])) } },
    code: 'object_above_max_properties',
    param: 'response.metadata',
    message: /at most 16 properties/,
  },
  {
    when: 'the name of the event is too long',
    send: { type: 'input_audio_buffer.clear', event_id: 'x'.repeat(513) },
    code: 'string_above_max_length',
    param: 'event_id',
    message: /maximum length 512, but got a string with length 513/,
    eventId: null,
  },
  {
    when: 'a response refers to an item that does not exist',
    send: { type: 'response.create', response: { input: [{ type: 'item_reference', id: 'nobody' }] } },
    code: 'item_reference_invalid_item_id',
    param: 'response.input',
    message: "Error referencing item: the item with id 'nobody' does not exist.",
  },
  {
    when: 'an image is at an address',
    send: userItem([{ type: 'input_image', image_url: 'https://example.com/cat.png' }]),
    code: 'invalid_value',
    param: 'item.content[0].image_url',
    message: /data URL/,
  },
  {
    when: 'the language model sees no images',
    send: userItem([{ type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' }]),
    code: 'image_not_supported',
    param: null,
    message: /cannot see images/,
  },
  {
    when: 'an append is larger than 15 MiB',
    send: { type: 'input_audio_buffer.append', audio: silence(limits.appendBytes + 1) },
    code: 'string_above_max_length',
    param: 'audio',
    message: /at most 15728640 bytes of audio, but got 15728641 bytes/,
  },
  {
    when: 'more than 15 minutes of audio wait to be committed',
    before: [update({ audio: { input: { format: { type: 'audio/pcmu' } } } })],
    send: { type: 'input_audio_buffer.append', audio: silence(8 * (limits.inputBufferMs + 1)) },
    code: 'input_buffer_full',
    param: null,
    message: /900000 ms/,
  },
  {
    when: 'the conversation is full',
    before: Array.from({ length: limits.conversationItems }, () => textItem()),
    send: textItem(),
    after: [{ type: 'conversation.item.delete', item_id: 'item_R00000' }],
    code: 'conversation_full',
    param: null,
    message: /at most 2000 items/,
  },
  {
    when: 'a key of the metadata is too long',
    send: { type: 'response.create', response: { metadata: { ['k'.repeat(65)]: '' } } },
    code: 'string_above_max_length',
    param: 'response.metadata',
    message: /maximum length 64, but got a string with length 65/,
  },
  {
    when: 'a value of the metadata is too long',
    send: { type: 'response.create', response: { metadata: { topic: 'v'.repeat(513) } } },
    code: 'string_above_max_length',
    param: 'response.metadata.topic',
    message: /maximum length 512, but got a string with length 513/,
  },
  {
    when: 'a response brings an image that the language model does not see',
    send: {
      type: 'response.create',
      response: { input: [{ type: 'message', role: 'user', content: [{ type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' }] }] },
    },
    code: 'image_not_supported',
    param: null,
    message: /cannot see images/,
  },
  {
    when: 'the assistant is to have said audio',
    send: {
      type: 'conversation.item.create',
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_audio', transcript: 'Hi.', audio: 'AAAA' }] },
    },
    code: 'invalid_value',
    param: 'item.content[0].audio',
    message: /assistant messages cannot be given audio/,
  },
  {
    when: 'the prompt template is unknown',
    send: update({ prompt: { id: 'pmpt_unknown' } }),
    code: null,
    param: null,
    message: "Prompt with id 'pmpt_unknown' not found.",
  },
  {
    when: 'the prompt template has no such version',
    send: update({ prompt: { id: 'pmpt_greeter', version: '7' } }),
    code: null,
    param: null,
    message: "Prompt with id 'pmpt_greeter' and version '7' not found.",
  },
  {
    when: 'a variable of the prompt is missing',
    send: { type: 'response.create', response: { prompt: { id: 'pmpt_greeter', variables: { place: 'Paris' } } } },
    code: 'missing_required_parameter',
    param: 'response.prompt.variables.name',
    message: "Missing required parameter: 'response.prompt.variables.name'.",
  },
  {
    when: 'a variable of the prompt is an image',
    send: update({ prompt: { id: 'pmpt_greeter', variables: { name: { type: 'input_image', image_url: 'data:image/png;base64,AAAA' } } } }),
    code: 'invalid_value',
    param: 'session.prompt.variables.name.type',
    message: "Invalid value: 'input_image'. Supported values are: 'input_text'.",
  },
  {
    when: 'the retention ratio is above 1',
    send: update({ truncation: { type: 'retention_ratio', retention_ratio: 1.5 } }),
    code: 'decimal_above_max_value',
    param: 'session.truncation.retention_ratio',
    message: /Expected a value <= 1, but got 1\.5 instead\.$/,
  },
  {
    when: 'the truncation is unknown',
    send: update({ truncation: 'none' }),
    code: 'invalid_value',
    param: 'session.truncation',
    message: "Invalid value: 'none'. Supported values are: 'auto' and 'disabled'.",
  },
  {
    when: 'what is to be included is unknown',
    send: update({ include: ['item.input_audio_transcription.words'] }),
    code: 'invalid_value',
    param: 'session.include[0]',
    message: /^Invalid value: 'item\.input_audio_transcription\.words'\./,
  },
  {
    when: 'the noise reduction is unknown',
    send: update({ audio: { input: { noise_reduction: { type: 'off' } } } }),
    code: 'invalid_value',
    param: 'session.audio.input.noise_reduction.type',
    message: "Invalid value: 'off'. Supported values are: 'near_field' and 'far_field'.",
  },
  {
    when: 'the eagerness is unknown',
    send: update({ audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'max' } } } }),
    code: 'invalid_value',
    param: 'session.audio.input.turn_detection.eagerness',
    message: "Invalid value: 'max'. Supported values are: 'low', 'medium', 'high', and 'auto'.",
  },
  {
    when: 'the reasoning effort is unknown',
    send: { type: 'response.create', response: { reasoning: { effort: 'most' } } },
    code: 'invalid_value',
    param: 'response.reasoning.effort',
    message: "Invalid value: 'most'. Supported values are: 'minimal', 'low', 'medium', 'high', and 'xhigh'.",
  },
  {
    when: 'a response may write more than 4,096 tokens',
    send: { type: 'response.create', response: { max_output_tokens: 4_097 } },
    code: 'integer_above_max_value',
    param: 'response.max_output_tokens',
    message: /Expected a value <= 4096, but got 4097 instead\.$/,
  },
  {
    when: 'the message is larger than 21 MiB',
    send: 'x'.repeat(limits.messageBytes + 1),
    code: 'message_too_large',
    param: null,
    message: /too large/,
    eventId: null,
  },
]

/** Rows of the catalogue that have no test of their own here, and why. */
export const notProvoked: readonly { readonly row: string; readonly because: string }[] = [
  { row: 'turn detection with gpt-realtime-whisper', because: 'it needs a transcription session, which this server does not have yet' },
  { row: 'internal failure', because: 'what fails in here ends the response as failed (7.18), without an error event; the recorded conversations show it' },
]
