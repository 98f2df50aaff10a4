import type { Command } from '../../vocabulary/commands.js'
import { type ErrorCode, errorSentence, errorTable } from '../../vocabulary/errors.js'
import type { CallEventName } from './wire.js'

export type WireErrorType = 'invalid_request_error' | 'rate_limit_error' | 'server_error'

/** One row of the wire's error catalogue, filled in. `param` is the path of the field at fault, `session.tools[2].name`. */
export interface WireError {
  readonly type: WireErrorType
  readonly code: string | null
  readonly message: string
  readonly param: string | null
}

export type ErrorDetail = { readonly [name: string]: string | number }

export function invalidRequest(code: string | null, message: string, param: string | null = null): WireError {
  return { type: 'invalid_request_error', code, message, param }
}

/** `param`: the path of the field. */
export function missingParameter(param: string): WireError {
  return invalidRequest('missing_required_parameter', `Missing required parameter: '${param}'.`, param)
}

const participles: { readonly [action: string]: string } = {
  truncate: 'truncating',
  delete: 'deleting',
  retrieve: 'retrieving',
  reference: 'referencing',
}

/** The event that orders something. */
const eventNames: { readonly [Order in Command['type']]: CallEventName | 'session.close' } = {
  'append-audio': 'input_audio_buffer.append',
  'update-settings': 'session.update',
  'commit-turn': 'input_audio_buffer.commit',
  'clear-audio': 'input_audio_buffer.clear',
  'add-item': 'conversation.item.create',
  'retrieve-item': 'conversation.item.retrieve',
  'truncate-item': 'conversation.item.truncate',
  'delete-item': 'conversation.item.delete',
  'create-reply': 'response.create',
  'cancel-reply': 'response.cancel',
  'clear-playback': 'output_audio_buffer.clear',
  'end-session': 'session.close',
}

/** The path of a field that a session and a response both have. `of`: whose it is, by the detail of the error; the session's unless it says 'reply'. */
function fieldOf(of: ErrorDetail[string] | undefined, field: string): string {
  return `${of === 'reply' ? 'response' : 'session'}.${field}`
}

function eventNameOf(order: string): string {
  return eventNames[order as Command['type']] ?? order
}

/** Codes whose wire form is more than their own name and sentence. Wording as OpenAI's server gives it: clients match on some of it. */
const rows: { readonly [Code in ErrorCode]?: (detail: ErrorDetail) => WireError } = {
  'nothing-to-commit': ({ leastMs, bufferedMs }) =>
    invalidRequest(
      'input_audio_buffer_commit_empty',
      `Error committing input audio buffer: buffer too small. Expected at least ${leastMs}ms of audio, but buffer only has ${Number(bufferedMs).toFixed(2)}ms of audio.`,
    ),
  'reply-already-active': ({ replyId }) =>
    invalidRequest(
      'conversation_already_has_active_response',
      `Conversation already has an active response in progress: ${replyId}. Wait until the response is finished before creating a new one.`,
    ),
  'no-reply-to-cancel': () => invalidRequest('response_cancel_not_active', 'Cancellation failed: no active response found'),
  'item-not-found': ({ itemId, action }) =>
    invalidRequest(
      `item_${action}_invalid_item_id`,
      `Error ${participles[String(action)] ?? 'finding'} item: the item with id '${itemId}' does not exist.`,
      action === 'reference' ? 'response.input' : null,
    ),
  'previous-item-not-found': ({ itemId }) =>
    invalidRequest('item_create_invalid_previous_item_id', `Error adding item: the previous item with id '${itemId}' does not exist.`),
  'item-already-exists': ({ itemId }) =>
    invalidRequest('item_create_invalid_item_id', `Error adding item: an item with id '${itemId}' already exists.`, 'item.id'),
  'not-assistant-audio': () => invalidRequest(null, 'Only model output audio messages can be truncated'),
  'truncate-beyond-end': ({ audioMs, audioEndMs }) =>
    invalidRequest('invalid_value', `Audio content of ${Math.floor(Number(audioMs))}ms is already shorter than ${audioEndMs}ms`),
  'voice-frozen': () => invalidRequest('cannot_update_voice', "Cannot update a conversation's voice if assistant audio is present."),
  'model-frozen': () => invalidRequest('invalid_value', errorSentence('model-frozen'), 'session.model'),
  'unknown-voice': ({ voice, voices, of }) =>
    invalidRequest(
      'invalid_value',
      `Invalid value: '${voice}'. Supported values are: ${enumerate(String(voices).split(', '))}.`,
      fieldOf(of, 'audio.output.voice'),
    ),
  'too-many-replies': ({ limit }) => ({
    type: 'invalid_request_error',
    code: 'too_many_active_responses',
    message: `Too many active responses: at most ${limit} out-of-band responses can be in progress at the same time.`,
    param: null,
  }),
  // As the service says it of its own templates, without a code.
  'unknown-prompt': ({ promptId }) => invalidRequest(null, `Prompt with id '${promptId}' not found.`),
  'unknown-prompt-version': ({ promptId, version }) => invalidRequest(null, `Prompt with id '${promptId}' and version '${version}' not found.`),
  'prompt-variable-missing': ({ variable, of }) => missingParameter(fieldOf(of, `prompt.variables.${variable}`)),
  'context-too-long': () =>
    invalidRequest('context_length_exceeded', 'Your input exceeds the context window of this model. Please adjust your input and try again.'),
  'tool-server-not-allowed': (detail) =>
    invalidRequest('mcp_server_not_allowed', errorSentence('tool-server-not-allowed', detail), fieldOf(detail.of, 'tools')),
  'tool-server-unknown': ({ label, of }) =>
    invalidRequest(
      'missing_required_parameter',
      `Missing required parameter: 'server_url' of the MCP server '${label}', which this session does not know.`,
      fieldOf(of, 'tools'),
    ),
  'too-many-tool-servers': (detail) => invalidRequest('array_above_max_length', errorSentence('too-many-tool-servers', detail), fieldOf(detail.of, 'tools')),
  'tool-servers-need-conversation': (detail) => invalidRequest('invalid_value', errorSentence('tool-servers-need-conversation', detail), 'response.tools'),
  'approval-not-awaited': ({ itemId }) =>
    invalidRequest('item_create_invalid_approval_request_id', `Error adding item: no MCP call waits for an answer to '${itemId}'.`, 'item.approval_request_id'),
  'not-in-this-session': ({ order, orders }) => {
    const supported = String(orders).split(', ').map(eventNameOf)
    return invalidRequest('invalid_value', `Invalid value: '${eventNameOf(String(order))}'. Supported values are: ${enumerate(supported)}.`, 'type')
  },
  'rate-limited': () => ({ type: 'rate_limit_error', code: 'rate_limit_exceeded', message: errorSentence('rate-limited'), param: null }),
  'invalid-key': () => invalidRequest('invalid_api_key', 'Incorrect API key provided.'),
  'session-expired': ({ minutes }) => invalidRequest('session_expired', `Your session hit the maximum duration of ${minutes} minutes.`),
  internal: () => ({ type: 'server_error', code: null, message: 'The server had an error while processing your request.', param: null }),
}

/** What the wire says of one of our errors. A code without a row of its own keeps its name and sentence. */
export function wireError(code: ErrorCode, detail: ErrorDetail = {}): WireError {
  const row = rows[code]
  if (row) return row(detail)
  const type = errorTable[code].httpStatus < 500 ? 'invalid_request_error' : 'server_error'
  return { type, code: code.replaceAll('-', '_'), message: errorSentence(code, detail), param: null }
}

/** `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`. Numbers stand without quotes. */
export function enumerate(values: readonly unknown[]): string {
  const words = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value)))
  if (words.length < 3) return words.join(' and ')
  return `${words.slice(0, -1).join(', ')}, and ${words.at(-1)}`
}
