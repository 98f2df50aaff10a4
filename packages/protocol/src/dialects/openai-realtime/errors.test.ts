import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../vocabulary/errors.js'
import type { SessionEvent } from '../../vocabulary/events.js'
import { openaiRealtime } from './index.js'

type Row = { detail?: Record<string, string | number>; type?: string; code: string | null; param?: string; message: string; closes?: [number, string] }

/** Every error of the session, as the wire says it. */
const rows: { readonly [Code in ErrorCode]: Row } = {
  'not-in-this-session': {
    detail: { kind: 'transcription', order: 'create-reply', orders: 'update-settings, append-audio' },
    code: 'invalid_value',
    param: 'type',
    message: "Invalid value: 'response.create'. Supported values are: 'session.update' and 'input_audio_buffer.append'.",
  },
  'nothing-to-commit': {
    detail: { leastMs: 100, bufferedMs: 0 },
    code: 'input_audio_buffer_commit_empty',
    message: 'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio.',
  },
  'reply-already-active': {
    detail: { replyId: 'resp_X' },
    code: 'conversation_already_has_active_response',
    message: 'Conversation already has an active response in progress: resp_X. Wait until the response is finished before creating a new one.',
  },
  'no-reply-to-cancel': { code: 'response_cancel_not_active', message: 'Cancellation failed: no active response found' },
  'item-not-found': {
    detail: { itemId: 'item_1', action: 'delete' },
    code: 'item_delete_invalid_item_id',
    message: "Error deleting item: the item with id 'item_1' does not exist.",
  },
  'previous-item-not-found': {
    detail: { itemId: 'item_1' },
    code: 'item_create_invalid_previous_item_id',
    message: "Error adding item: the previous item with id 'item_1' does not exist.",
  },
  'item-already-exists': {
    detail: { itemId: 'item_1' },
    code: 'item_create_invalid_item_id',
    param: 'item.id',
    message: "Error adding item: an item with id 'item_1' already exists.",
  },
  'not-assistant-audio': { code: null, message: 'Only model output audio messages can be truncated' },
  'truncate-beyond-end': {
    detail: { audioMs: 2_450.4, audioEndMs: 2_535 },
    code: 'invalid_value',
    message: 'Audio content of 2450ms is already shorter than 2535ms',
  },
  'voice-frozen': { code: 'cannot_update_voice', message: "Cannot update a conversation's voice if assistant audio is present." },
  'model-frozen': { code: 'invalid_value', param: 'session.model', message: 'The model of a session is fixed at connect.' },
  'unknown-voice': {
    detail: { voice: 'bob', voices: 'alloy, ash, ballad' },
    code: 'invalid_value',
    param: 'session.audio.output.voice',
    message: "Invalid value: 'bob'. Supported values are: 'alloy', 'ash', and 'ballad'.",
  },
  'input-buffer-full': { detail: { limitMs: 900_000 }, code: 'input_buffer_full', message: 'No more than 900000 ms of audio can wait to be committed.' },
  'conversation-full': { detail: { limit: 2_000 }, code: 'conversation_full', message: 'A conversation holds at most 2000 items.' },
  'conversation-too-large': {
    detail: { limit: 67_108_864 },
    code: 'conversation_too_large',
    message: 'The items of a conversation hold at most 67108864 characters.',
  },
  'too-many-orders': { detail: { limit: 200 }, code: 'too_many_orders', message: 'At most 200 orders can wait for the end of a reply.' },
  'image-not-supported': { code: 'image_not_supported', message: 'The configured language model cannot see images.' },
  'too-many-replies': {
    detail: { limit: 16 },
    code: 'too_many_active_responses',
    message: 'Too many active responses: at most 16 out-of-band responses can be in progress at the same time.',
  },
  'unknown-prompt': { detail: { promptId: 'p' }, code: null, message: "Prompt with id 'p' not found." },
  'unknown-prompt-version': { detail: { promptId: 'p', version: '2' }, code: null, message: "Prompt with id 'p' and version '2' not found." },
  'prompt-variable-missing': {
    detail: { variable: 'name' },
    code: 'missing_required_parameter',
    param: 'session.prompt.variables.name',
    message: "Missing required parameter: 'session.prompt.variables.name'.",
  },
  'context-too-long': {
    code: 'context_length_exceeded',
    message: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
  },
  'tool-server-not-allowed': {
    detail: { url: 'https://tools.example.com', remedy: 'allow it' },
    code: 'mcp_server_not_allowed',
    param: 'session.tools',
    message: 'The tool server https://tools.example.com is not allowed here. Whoever runs this server can allow it: allow it.',
  },
  'tool-server-unknown': {
    detail: { label: 'docs' },
    code: 'missing_required_parameter',
    param: 'session.tools',
    message: "Missing required parameter: 'server_url' of the MCP server 'docs', which this session does not know.",
  },
  'too-many-tool-servers': {
    detail: { limit: 8 },
    code: 'array_above_max_length',
    param: 'session.tools',
    message: 'A session knows at most 8 tool servers.',
  },
  'tool-servers-need-conversation': {
    code: 'invalid_value',
    param: 'response.tools',
    message: 'A reply beside the conversation cannot use tool servers.',
  },
  'approval-not-awaited': {
    detail: { itemId: 'item_1' },
    code: 'item_create_invalid_approval_request_id',
    param: 'item.approval_request_id',
    message: "Error adding item: no MCP call waits for an answer to 'item_1'.",
  },
  'rate-limited': { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'The token limit of this session is used up for now.' },
  'too-many-messages': {
    detail: { perSecond: 500, burst: 10_000 },
    code: 'too_many_messages',
    message: 'More than 500 messages a second came, after a burst of 10000.',
    closes: [3000, 'invalid_request_error.too_many_messages'],
  },
  'call-not-found': {
    detail: { callId: 'rtc_1' },
    code: 'call_not_found',
    message: 'There is no call rtc_1 to attach to, or no longer.',
    closes: [3000, 'invalid_request_error.call_not_found'],
  },
  'invalid-key': { code: 'invalid_api_key', message: 'Incorrect API key provided.', closes: [3000, 'invalid_request_error.invalid_api_key'] },
  'session-expired': {
    detail: { minutes: 60 },
    code: 'session_expired',
    message: 'Your session hit the maximum duration of 60 minutes.',
    closes: [1001, 'Your session hit the maximum duration of 60 minutes.'],
  },
  'recognition-failed': { type: 'server_error', code: 'recognition_failed', message: 'Speech recognition failed.' },
  'language-model-failed': { type: 'server_error', code: 'language_model_failed', message: 'The language model failed.' },
  'language-model-unreachable': { type: 'server_error', code: 'language_model_unreachable', message: 'The language model cannot be reached.' },
  'language-model-timed-out': { type: 'server_error', code: 'language_model_timed_out', message: 'The language model did not answer in time.' },
  'synthesis-failed': { type: 'server_error', code: 'synthesis_failed', message: 'Speech synthesis failed.' },
  'tool-server-failed': { type: 'server_error', code: 'tool_server_failed', message: 'The tool server failed.' },
  'translation-needs-model': {
    detail: { remedy: '--llm-url' },
    type: 'server_error',
    code: 'translation_needs_model',
    message: 'The built-in responder cannot translate. Whoever runs this server can name a language model that can: --llm-url.',
    closes: [3000, 'server_error.translation_needs_model'],
  },
  internal: { type: 'server_error', code: null, message: 'The server had an error while processing your request.' },
}

const connection = openaiRealtime.connect(() => 'event_1')

function told(event: SessionEvent) {
  return connection.write(event).map((message) => JSON.parse(message) as unknown)
}

describe('a failure is told as an error with all its keys:', () => {
  for (const [code, row] of Object.entries(rows) as [ErrorCode, Row][]) {
    it(code, () => {
      const event: SessionEvent = { type: 'failed', code, detail: row.detail ?? {}, commandId: 'mine' }
      const error = { type: row.type ?? 'invalid_request_error', code: row.code, message: row.message, param: row.param ?? null, event_id: 'mine' }
      expect(told(event)).toStrictEqual([{ type: 'error', event_id: 'event_1', error }])
      expect(connection.closing(event)).toEqual(row.closes ? { code: row.closes[0], reason: row.closes[1] } : null)
    })
  }

  it.each<[ErrorCode, string]>([
    ['unknown-voice', 'response.audio.output.voice'],
    ['prompt-variable-missing', 'response.prompt.variables.name'],
    ['tool-server-not-allowed', 'response.tools'],
    ['tool-server-unknown', 'response.tools'],
    ['too-many-tool-servers', 'response.tools'],
  ])('a field of one response, by its own path: %s', (code, param) => {
    const detail = { ...rows[code].detail, of: 'reply' }
    expect(told({ type: 'failed', code, detail, commandId: null })).toMatchObject([{ error: { code: rows[code].code, param } }])
  })

  it('an unknown item, by what was to be done with it', () => {
    const tell = (action: string) => told({ type: 'failed', code: 'item-not-found', detail: { itemId: 'x', action }, commandId: null })[0]
    expect(tell('truncate')).toMatchObject({
      error: { code: 'item_truncate_invalid_item_id', message: "Error truncating item: the item with id 'x' does not exist.", event_id: null },
    })
    expect(tell('retrieve')).toMatchObject({
      error: { code: 'item_retrieve_invalid_item_id', message: "Error retrieving item: the item with id 'x' does not exist." },
    })
    expect(tell('reference')).toMatchObject({ error: { code: 'item_reference_invalid_item_id', param: 'response.input' } })
  })
})

describe('the end of the session', () => {
  it('is told as session_expired, then the link closes with 1001', () => {
    const message = 'Your session hit the maximum duration of 60 minutes.'
    const error = { type: 'invalid_request_error', code: 'session_expired', message, param: null, event_id: null }
    expect(told({ type: 'session-expired' })).toStrictEqual([{ type: 'error', event_id: 'event_1', error }])
    expect(connection.closing({ type: 'session-expired' })).toEqual({ code: 1001, reason: message })
  })

  it('is not at hand while events are ordinary', () => {
    expect(connection.closing({ type: 'audio-cleared' })).toBeNull()
  })
})
