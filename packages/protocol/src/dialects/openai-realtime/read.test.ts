import { describe, expect, it } from 'vitest'
import type { Command } from '../../vocabulary/commands.js'
import { limits } from '../../vocabulary/limits.js'
import { session, started } from './fixtures/scenario.js'
import { openaiRealtime } from './index.js'

function read(message: unknown) {
  const result = openaiRealtime.connect(() => 'event_1').read(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message))
  return result.type === 'command' ? result.command : (JSON.parse(result.message) as { type: string; event_id: string; error: object })
}

const update = (fields: object) => ({ type: 'session.update', session: { type: 'realtime', ...fields } })
const create = (item: object, more: object = {}) => ({ type: 'conversation.item.create', ...more, item })
const userMessage = (...content: object[]) => create({ type: 'message', role: 'user', content })

describe('a client event becomes a command:', () => {
  const commands: readonly [title: string, event: object, command: Command][] = [
    [
      'audio is decoded',
      { type: 'input_audio_buffer.append', event_id: 'a1', audio: 'AAH+/w==' },
      { type: 'append-audio', commandId: 'a1', audio: new Uint8Array([0, 1, 254, 255]) },
    ],
    ['audio may be empty', { type: 'input_audio_buffer.append', audio: '' }, { type: 'append-audio', audio: new Uint8Array() }],
    ['commit', { type: 'input_audio_buffer.commit', event_id: 'c' }, { type: 'commit-turn', commandId: 'c' }],
    ['clear', { type: 'input_audio_buffer.clear' }, { type: 'clear-audio' }],
    ['retrieve', { type: 'conversation.item.retrieve', item_id: 'item_1' }, { type: 'retrieve-item', itemId: 'item_1' }],
    ['delete', { type: 'conversation.item.delete', item_id: 'item_1' }, { type: 'delete-item', itemId: 'item_1' }],
    [
      'truncate',
      { type: 'conversation.item.truncate', item_id: 'item_1', content_index: 0, audio_end_ms: 1_500 },
      { type: 'truncate-item', itemId: 'item_1', contentIndex: 0, audioEndMs: 1_500 },
    ],
    ['cancel', { type: 'response.cancel' }, { type: 'cancel-reply' }],
    ['cancel of one response', { type: 'response.cancel', response_id: 'resp_1' }, { type: 'cancel-reply', replyId: 'resp_1' }],
    ['a response without options', { type: 'response.create' }, { type: 'create-reply', options: {} }],
    ['a response with empty options', { type: 'response.create', response: {} }, { type: 'create-reply', options: {} }],
    [
      'a response with every option',
      {
        type: 'response.create',
        event_id: 'r',
        response: {
          conversation: 'none',
          input: [
            { type: 'item_reference', id: 'item_1' },
            { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Hush.' }] },
          ],
          instructions: 'Answer in French.',
          output_modalities: ['text'],
          audio: { output: { format: { type: 'audio/pcmu' }, voice: 'ash' } },
          tools: [{ type: 'function', name: 'now', description: 'The time.', parameters: {} }],
          tool_choice: { type: 'function', name: 'now' },
          max_output_tokens: 'inf',
          metadata: { topic: 'side' },
          parallel_tool_calls: true,
          reasoning: { effort: 'high' },
          prompt: { id: 'p' },
        },
      },
      {
        type: 'create-reply',
        commandId: 'r',
        options: {
          conversation: 'none',
          input: [
            { type: 'item-reference', id: 'item_1' },
            { type: 'system-message', content: [{ type: 'text', text: 'Hush.' }] },
          ],
          instructions: 'Answer in French.',
          modality: 'text',
          outputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 },
          voice: 'ash',
          tools: [{ name: 'now', description: 'The time.', parameters: {} }],
          toolChoice: { tool: 'now' },
          maxOutputTokens: 'unlimited',
          metadata: { topic: 'side' },
          kept: { parallel_tool_calls: true, reasoning: { effort: 'high' }, prompt: { id: 'p' } },
        },
      },
    ],
    [
      'a response that is not to be interrupted, as a key of its metadata',
      { type: 'response.create', response: { metadata: { 'sidetone.interruption': 'finish-sentence' } } },
      { type: 'create-reply', options: { metadata: { 'sidetone.interruption': 'finish-sentence' }, interruption: 'finish-sentence' } },
    ],
    [
      'a response in the conversation without context',
      { type: 'response.create', response: { conversation: 'auto', input: [], metadata: null } },
      { type: 'create-reply', options: { conversation: 'default', input: [], metadata: null } },
    ],
    [
      'a user message of text and image, at the end',
      userMessage(
        { type: 'input_text', text: 'What is this?' },
        { type: 'input_image', image_url: 'data:image/jpeg;base64,AAAA' },
        { type: 'input_image', image_url: 'data:image/png;base64,AAA=', detail: 'low' },
      ),
      {
        type: 'add-item',
        item: {
          type: 'user-message',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', url: 'data:image/jpeg;base64,AAAA', detail: 'auto' },
            { type: 'image', url: 'data:image/png;base64,AAA=', detail: 'low' },
          ],
        },
        after: { at: 'end' },
      },
    ],
    [
      'user audio by its words, or by its length alone',
      userMessage(
        { type: 'input_audio', audio: 'A'.repeat(6_400), transcript: 'Hello' },
        { type: 'input_audio', audio: 'A'.repeat(6_400) },
        {
          type: 'input_audio',
          transcript: 'Hi',
        },
      ),
      {
        type: 'add-item',
        item: {
          type: 'user-message',
          content: [
            { type: 'audio', transcript: 'Hello', durationMs: 100 },
            { type: 'audio', transcript: null, durationMs: 100 },
            { type: 'audio', transcript: 'Hi', durationMs: 0 },
          ],
        },
        after: { at: 'end' },
      },
    ],
    [
      'an assistant message at the start, under the name that the client gave',
      create(
        { type: 'message', role: 'assistant', id: 'mine', object: 'realtime.item', status: 'completed', content: [{ type: 'output_text', text: 'Hi.' }] },
        { previous_item_id: 'root' },
      ),
      { type: 'add-item', item: { type: 'assistant-message', id: 'mine', content: [{ type: 'text', text: 'Hi.' }] }, after: { at: 'start' } },
    ],
    [
      'a function call behind another item',
      create({ type: 'function_call', name: 'now', call_id: 'call_1', arguments: '{}' }, { previous_item_id: 'item_1', event_id: 'i' }),
      { type: 'add-item', commandId: 'i', item: { type: 'tool-call', name: 'now', callId: 'call_1', arguments: '{}' }, after: { at: 'item', id: 'item_1' } },
    ],
    [
      'the output of a function',
      create({ type: 'function_call_output', call_id: 'c'.repeat(64), output: '' }, { previous_item_id: null }),
      { type: 'add-item', item: { type: 'tool-output', callId: 'c'.repeat(64), output: '' }, after: { at: 'end' } },
    ],
  ]
  for (const [title, event, command] of commands) {
    it(title, () => {
      const seen = read(event)
      expect('audio' in seen && seen.audio ? { ...seen, audio: new Uint8Array(seen.audio) } : seen).toStrictEqual(command)
    })
  }

  it('with the speech of an item whose words are not given', () => {
    const spoken = (part: object) => read(create({ type: 'message', role: 'user', content: [{ type: 'input_audio', audio: 'AAECAw==', ...part }] }))
    expect(spoken({})).toMatchObject({ type: 'add-item', audio: Buffer.from([0, 1, 2, 3]) })
    expect(spoken({ transcript: 'Known words.' })).not.toHaveProperty('audio')
  })

  it('from bytes as from text', () => {
    expect(read(new TextEncoder().encode('{"type":"input_audio_buffer.clear"}'))).toEqual({ type: 'clear-audio' })
  })

  it('with the length of audio counted in the input format of the session', () => {
    const connection = openaiRealtime.connect(() => 'event_1')
    const settings = { ...session.settings, inputFormat: { encoding: 'alaw', sampleRateHz: 8_000 } as const }
    connection.write(started)
    connection.write({ type: 'settings-updated', session: { ...session, settings } })
    const result = connection.read(JSON.stringify(userMessage({ type: 'input_audio', audio: 'A'.repeat(3_200) })))
    expect(result).toMatchObject({ command: { item: { content: [{ durationMs: 300 }] } } })
  })
})

type Row = readonly [title: string, event: unknown, code: string, param: string | null, message: string]

const types =
  "'session.update', 'input_audio_buffer.append', 'input_audio_buffer.commit', 'input_audio_buffer.clear', 'conversation.item.create', 'conversation.item.retrieve', 'conversation.item.truncate', 'conversation.item.delete', 'response.create', and 'response.cancel'"

const rows: readonly Row[] = [
  ['no JSON', '{"type":', 'invalid_json', null, 'The message could not be parsed as JSON.'],
  ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'invalid_json', null, 'The message could not be parsed as JSON.'],
  ['an array', [], 'invalid_event', null, 'Expected a JSON object, but got an array instead.'],
  ['null', 'null', 'invalid_event', null, 'Expected a JSON object, but got null instead.'],
  ['too large', ' '.repeat(limits.messageBytes + 1), 'message_too_large', null, `The message is too large. At most ${limits.messageBytes} bytes are read.`],
  [
    'a million values',
    `{"type":"response.create","response":{"input":[${'{},'.repeat(1_000_000)}{}]}}`,
    'message_too_large',
    null,
    'The message is too complex. At most 200000 values are read.',
  ],
  ['no type', { event_id: 'e' }, 'invalid_event', null, "The 'type' field is missing."],
  ['a type that is no string', { type: 7 }, 'invalid_type', 'type', "Invalid type for 'type': expected a string, but got an integer instead."],
  ['an unknown type', { type: 'response.stop' }, 'invalid_value', 'type', `Invalid value: 'response.stop'. Supported values are: ${types}.`],
  [
    'a type for WebRTC alone',
    { type: 'output_audio_buffer.clear' },
    'invalid_value',
    'type',
    `Invalid value: 'output_audio_buffer.clear'. Supported values are: ${types}.`,
  ],
  ['a type as long as a book', { type: 'x'.repeat(9_000) }, 'invalid_value', 'type', `Invalid value: '${'x'.repeat(100)}…'. Supported values are: ${types}.`],
  ['an unknown field', { type: 'input_audio_buffer.commit', foo: 1 }, 'unknown_parameter', 'foo', "Unknown parameter: 'foo'."],
  [
    'an event_id that is no string',
    { type: 'input_audio_buffer.commit', event_id: 1 },
    'invalid_type',
    'event_id',
    "Invalid type for 'event_id': expected a string, but got an integer instead.",
  ],
  [
    'an event_id that is too long',
    { type: 'input_audio_buffer.commit', event_id: 'x'.repeat(513) },
    'string_above_max_length',
    'event_id',
    "Invalid 'event_id': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.",
  ],
  ['append without audio', { type: 'input_audio_buffer.append' }, 'missing_required_parameter', 'audio', "Missing required parameter: 'audio'."],
  [
    'append of a number',
    { type: 'input_audio_buffer.append', audio: 1 },
    'invalid_type',
    'audio',
    "Invalid type for 'audio': expected a string, but got an integer instead.",
  ],
  ['append of no base64', { type: 'input_audio_buffer.append', audio: 'AA*A' }, 'invalid_value', 'audio', "Invalid 'audio'. Expected base64-encoded audio."],
  ['append with a field too many', { type: 'input_audio_buffer.append', audio: 'AAAA', rate: 1 }, 'unknown_parameter', 'rate', "Unknown parameter: 'rate'."],
  [
    'append with a wrong event_id',
    { type: 'input_audio_buffer.append', audio: 'AAAA', event_id: null },
    'invalid_type',
    'event_id',
    "Invalid type for 'event_id': expected a string, but got null instead.",
  ],
  [
    'append of too much audio',
    { type: 'input_audio_buffer.append', audio: 'AAAA'.repeat(limits.appendBytes / 3 + 1) },
    'string_above_max_length',
    'audio',
    "Invalid 'audio': too long. Expected at most 15728640 bytes of audio, but got 15728643 bytes instead.",
  ],
  ['no session', { type: 'session.update' }, 'missing_required_parameter', 'session', "Missing required parameter: 'session'."],
  [
    'a session that is no object',
    { type: 'session.update', session: 'x' },
    'invalid_type',
    'session',
    "Invalid type for 'session': expected an object, but got a string instead.",
  ],
  [
    'a session without type, before its beta fields',
    { type: 'session.update', session: { modalities: ['text'], voice: 'ash' } },
    'missing_required_parameter',
    'session.type',
    "Missing required parameter: 'session.type'.",
  ],
  [
    'a session for transcription alone',
    { type: 'session.update', session: { type: 'transcription' } },
    'invalid_value',
    'session.type',
    'Passing a transcription session update event to a realtime session is not allowed.',
  ],
  [
    'a session of another type',
    { type: 'session.update', session: { type: 'translation' } },
    'invalid_value',
    'session.type',
    "Invalid value: 'translation'. Supported values are: 'realtime'.",
  ],
  ['a beta field', update({ temperature: 0.8 }), 'unknown_parameter', 'session.temperature', "Unknown parameter: 'session.temperature'."],
  [
    'the first of several errors, as written',
    update({ speed: 1, foo: 2, instructions: 3 }),
    'unknown_parameter',
    'session.speed',
    "Unknown parameter: 'session.speed'.",
  ],
  [
    'the first of several errors, when it lies deeper',
    update({ audio: { output: { speed: 9 } }, foo: 2 }),
    'decimal_above_max_value',
    'session.audio.output.speed',
    "Invalid 'session.audio.output.speed': decimal above maximum value. Expected a value <= 1.5, but got 9 instead.",
  ],
  [
    'an unknown field in a list',
    update({
      tools: [
        { type: 'function', name: 'a' },
        { type: 'function', name: 'b' },
        { type: 'function', name: 'c', meta: {} },
      ],
    }),
    'unknown_parameter',
    'session.tools[2].meta',
    "Unknown parameter: 'session.tools[2].meta'.",
  ],
  [
    'a nested function, as in chat completions',
    update({ tools: [{ type: 'function', function: { name: 'a' } }] }),
    'unknown_parameter',
    'session.tools[0].function',
    "Unknown parameter: 'session.tools[0].function'.",
  ],
  [
    'a tool without name',
    update({ tools: [{ type: 'function' }] }),
    'missing_required_parameter',
    'session.tools[0].name',
    "Missing required parameter: 'session.tools[0].name'.",
  ],
  [
    'an MCP tool',
    update({ tools: [{ server_label: 'x', server_url: 'https://example.com', type: 'mcp' }] }),
    'invalid_value',
    'session.tools[0].type',
    "Invalid value: 'mcp'. Supported values are: 'function'.",
  ],
  [
    'too many tools',
    update({ tools: Array.from({ length: 129 }, () => 0) }),
    'array_above_max_length',
    'session.tools',
    "Invalid 'session.tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
  ],
  [
    'both modalities',
    update({ output_modalities: ['text', 'audio'] }),
    'invalid_value',
    'session.output_modalities',
    "Invalid modalities: ['text', 'audio']. Supported combinations are: ['text'] and ['audio'].",
  ],
  [
    'a modality that is no list',
    update({ output_modalities: 'text' }),
    'invalid_type',
    'session.output_modalities',
    "Invalid type for 'session.output_modalities': expected an array, but got a string instead.",
  ],
  [
    'an unknown tool_choice',
    update({ tool_choice: 'any' }),
    'invalid_value',
    'session.tool_choice',
    "Invalid value: 'any'. Supported values are: 'auto', 'none', and 'required'.",
  ],
  [
    'a tool_choice of another kind',
    update({ tool_choice: { type: 'mcp', server_label: 'x' } }),
    'invalid_value',
    'session.tool_choice.type',
    "Invalid value: 'mcp'. Supported values are: 'function'.",
  ],
  [
    'no tokens at all',
    update({ max_output_tokens: 0 }),
    'integer_below_min_value',
    'session.max_output_tokens',
    "Invalid 'session.max_output_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.",
  ],
  [
    'too many tokens',
    update({ max_output_tokens: 4_097 }),
    'integer_above_max_value',
    'session.max_output_tokens',
    "Invalid 'session.max_output_tokens': integer above maximum value. Expected a value <= 4096, but got 4097 instead.",
  ],
  [
    'tokens that are null',
    update({ max_output_tokens: null }),
    'invalid_type',
    'session.max_output_tokens',
    "Invalid type for 'session.max_output_tokens': expected one of an integer or 'inf', but got null instead.",
  ],
  [
    'half a millisecond',
    update({ audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 0.5 } } } }),
    'invalid_type',
    'session.audio.input.turn_detection.silence_duration_ms',
    "Invalid type for 'session.audio.input.turn_detection.silence_duration_ms': expected an integer, but got a decimal number instead.",
  ],
  [
    'an integer that is null',
    update({ audio: { input: { turn_detection: { type: 'server_vad', prefix_padding_ms: null } } } }),
    'invalid_type',
    'session.audio.input.turn_detection.prefix_padding_ms',
    "Invalid type for 'session.audio.input.turn_detection.prefix_padding_ms': expected an integer, but got null instead.",
  ],
  [
    'an integer beyond all bounds',
    { type: 'conversation.item.truncate', item_id: 'i', content_index: 0, audio_end_ms: 1e300 },
    'integer_above_max_value',
    'audio_end_ms',
    "Invalid 'audio_end_ms': integer above maximum value. Expected a value <= 9007199254740991, but got 1e+300 instead.",
  ],
  [
    'turn detection without type',
    update({ audio: { input: { turn_detection: { threshold: 0.5 } } } }),
    'missing_required_parameter',
    'session.audio.input.turn_detection.type',
    "Missing required parameter: 'session.audio.input.turn_detection.type'.",
  ],
  [
    'an unknown turn detection',
    update({ audio: { input: { turn_detection: { type: 'none' } } } }),
    'invalid_value',
    'session.audio.input.turn_detection.type',
    "Invalid value: 'none'. Supported values are: 'server_vad' and 'semantic_vad'.",
  ],
  [
    'an idle timeout that is too short',
    update({ audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 4_999 } } } }),
    'integer_below_min_value',
    'session.audio.input.turn_detection.idle_timeout_ms',
    "Invalid 'session.audio.input.turn_detection.idle_timeout_ms': integer below minimum value. Expected a value >= 5000, but got 4999 instead.",
  ],
  [
    'an unknown eagerness',
    update({ audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'now' } } } }),
    'invalid_value',
    'session.audio.input.turn_detection.eagerness',
    "Invalid value: 'now'. Supported values are: 'low', 'medium', 'high', and 'auto'.",
  ],
  [
    'a rate of CDs',
    update({ audio: { input: { format: { type: 'audio/pcm', rate: 44_100 } } } }),
    'invalid_value',
    'session.audio.input.format.rate',
    'Invalid value: 44100. Supported values are: 24000, 16000, and 8000.',
  ],
  [
    'a rate in words',
    update({ audio: { input: { format: { type: 'audio/pcm', rate: '24k' } } } }),
    'invalid_type',
    'session.audio.input.format.rate',
    "Invalid type for 'session.audio.input.format.rate': expected an integer, but got a string instead.",
  ],
  [
    'an unknown format',
    update({ audio: { output: { format: { type: 'pcm16' } } } }),
    'invalid_value',
    'session.audio.output.format.type',
    "Invalid value: 'pcm16'. Supported values are: 'audio/pcm', 'audio/pcmu', and 'audio/pcma'.",
  ],
  [
    'transcription by no model',
    update({ audio: { input: { transcription: { language: 'en' } } } }),
    'missing_required_parameter',
    'session.audio.input.transcription.model',
    "Missing required parameter: 'session.audio.input.transcription.model'.",
  ],
  [
    'a voice that is neither name nor id',
    update({ audio: { output: { voice: 7 } } }),
    'invalid_type',
    'session.audio.output.voice',
    "Invalid type for 'session.audio.output.voice': expected one of a string or an object, but got an integer instead.",
  ],
  [
    'a speech rate that is too slow',
    update({ audio: { output: { speed: 0.1 } } }),
    'decimal_below_min_value',
    'session.audio.output.speed',
    "Invalid 'session.audio.output.speed': decimal below minimum value. Expected a value >= 0.25, but got 0.1 instead.",
  ],
  [
    'a speech rate in words',
    update({ audio: { output: { speed: 'fast' } } }),
    'invalid_type',
    'session.audio.output.speed',
    "Invalid type for 'session.audio.output.speed': expected a decimal, but got a string instead.",
  ],
  [
    'JSON nested without end',
    update({ prompt: { id: 'p', variables: JSON.parse(`{"a":${'['.repeat(500)}${']'.repeat(500)}}`) } }),
    'invalid_value',
    'session.prompt.variables',
    "Invalid 'session.prompt.variables': nested too deeply. Expected an object of at most 100 levels.",
  ],
  ['an item without type', create({}), 'missing_required_parameter', 'item.type', "Missing required parameter: 'item.type'."],
  [
    'an item of a later time',
    create({ type: 'mcp_approval_response', approve: true }),
    'invalid_value',
    'item.type',
    "Invalid value: 'mcp_approval_response'. Supported values are: 'message', 'function_call', and 'function_call_output'.",
  ],
  ['a message without role', create({ type: 'message', content: [] }), 'missing_required_parameter', 'item.role', "Missing required parameter: 'item.role'."],
  [
    'a message without content',
    create({ type: 'message', role: 'user' }),
    'missing_required_parameter',
    'item.content',
    "Missing required parameter: 'item.content'.",
  ],
  [
    'assistant audio, which only a model can make',
    create({ type: 'message', role: 'assistant', content: [{ type: 'output_audio', transcript: 'Hi.' }] }),
    'invalid_value',
    'item.content[0].type',
    "Invalid value: 'output_audio'. Supported values are: 'output_text'.",
  ],
  [
    'user audio with neither sound nor words',
    userMessage({ type: 'input_text', text: '' }, { type: 'input_audio', transcript: null }),
    'missing_required_parameter',
    'item.content[1].audio',
    "Missing required parameter: 'item.content[1].audio'.",
  ],
  [
    'user audio in no base64',
    userMessage({ type: 'input_audio', audio: 'A A' }),
    'invalid_value',
    'item.content[0].audio',
    "Invalid 'item.content[0].audio'. Expected base64-encoded audio.",
  ],
  [
    'an image elsewhere on the net',
    userMessage({ type: 'input_image', image_url: 'https://example.com/a.png' }),
    'invalid_value',
    'item.content[0].image_url',
    "Invalid 'item.content[0].image_url'. Expected a base64-encoded data URL of a PNG or JPEG image (data:image/png;base64,...).",
  ],
  [
    'an image of nothing',
    userMessage({ type: 'input_image', image_url: 'data:image/png;base64,' }),
    'invalid_value',
    'item.content[0].image_url',
    "Invalid 'item.content[0].image_url'. Expected a base64-encoded data URL of a PNG or JPEG image (data:image/png;base64,...).",
  ],
  [
    'a call_id that is too long',
    create({ type: 'function_call_output', call_id: 'c'.repeat(65), output: '' }),
    'string_above_max_length',
    'item.call_id',
    "Invalid 'item.call_id': string too long. Expected a string with maximum length 64, but got a string with length 65 instead.",
  ],
  [
    'an empty item_id',
    { type: 'conversation.item.delete', item_id: '' },
    'empty_string',
    'item_id',
    "Invalid 'item_id': empty string. Expected a string with minimum length 1, but got an empty string instead.",
  ],
  [
    'truncate without a time',
    { type: 'conversation.item.truncate', item_id: 'i', content_index: 0 },
    'missing_required_parameter',
    'audio_end_ms',
    "Missing required parameter: 'audio_end_ms'.",
  ],
  [
    'truncate before the start',
    { type: 'conversation.item.truncate', item_id: 'i', content_index: 0, audio_end_ms: -1 },
    'integer_below_min_value',
    'audio_end_ms',
    "Invalid 'audio_end_ms': integer below minimum value. Expected a value >= 0, but got -1 instead.",
  ],
  [
    'a response into a conversation of its own',
    { type: 'response.create', response: { conversation: 'conv_1' } },
    'invalid_value',
    'response.conversation',
    "Invalid value: 'conv_1'. Supported values are: 'auto' and 'none'.",
  ],
  [
    'a response with a beta field',
    { type: 'response.create', response: { modalities: ['text'] } },
    'unknown_parameter',
    'response.modalities',
    "Unknown parameter: 'response.modalities'.",
  ],
  [
    'an unknown input of a response',
    { type: 'response.create', response: { input: [{ type: 'item_reference' }] } },
    'missing_required_parameter',
    'response.input[0].id',
    "Missing required parameter: 'response.input[0].id'.",
  ],
  [
    'metadata with too many pairs',
    { type: 'response.create', response: { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])) } },
    'object_above_max_properties',
    'response.metadata',
    "Invalid 'response.metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
  ],
  [
    'metadata with a key that is too long',
    { type: 'response.create', response: { metadata: { ['k'.repeat(65)]: 'v' } } },
    'string_above_max_length',
    'response.metadata',
    "Invalid property name in 'response.metadata': string too long. Expected a string with maximum length 64, but got a string with length 65 instead.",
  ],
  [
    'metadata with a value that is too long',
    { type: 'response.create', response: { metadata: { k: 'v'.repeat(513) } } },
    'string_above_max_length',
    'response.metadata.k',
    "Invalid 'response.metadata.k': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.",
  ],
  [
    'an unknown way to take interruptions',
    { type: 'response.create', response: { metadata: { 'sidetone.interruption': 'never' } } },
    'invalid_value',
    'response.metadata.sidetone.interruption',
    "Invalid value: 'never'. Supported values are: 'allow', 'finish-sentence', and 'refuse'.",
  ],
  [
    'metadata that is not text',
    { type: 'response.create', response: { metadata: { k: 1 } } },
    'invalid_type',
    'response.metadata.k',
    "Invalid type for 'response.metadata.k': expected a string, but got an integer instead.",
  ],
]

describe('a client that sends', () => {
  for (const [title, event, code, param, message] of rows) {
    it(`${title} is told ${code}`, () => {
      expect(read(event)).toStrictEqual({
        type: 'error',
        event_id: 'event_1',
        error: { type: 'invalid_request_error', code, message, param, event_id: hasEventId(event) ? event.event_id : null },
      })
    })
  }

  function hasEventId(event: unknown): event is { event_id: string } {
    return typeof event === 'object' && event !== null && 'event_id' in event && typeof event.event_id === 'string' && event.event_id.length <= 512
  }
})
