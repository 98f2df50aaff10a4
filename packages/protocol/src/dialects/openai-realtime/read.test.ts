import { describe, expect, it } from 'vitest'
import type { Command } from '../../vocabulary/commands.js'
import { create, read, userMessage } from './fixtures/client-events.js'
import { session, started } from './fixtures/scenario.js'
import { openaiRealtime } from './index.js'

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
          prompt: { id: 'p', variables: { name: 'Ada', place: { type: 'input_text', text: 'Paris' } } },
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
          toolServers: [],
          toolChoice: { tool: 'now' },
          maxOutputTokens: 'unlimited',
          metadata: { topic: 'side' },
          prompt: { id: 'p', version: null, variables: { name: 'Ada', place: 'Paris' } },
          reasoningEffort: 'high',
          parallelToolCalls: true,
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
        { type: 'input_audio', audio: 'A'.repeat(16), transcript: 'Hello' },
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
            { type: 'audio', transcript: 'Hello', durationMs: 0.25 },
            { type: 'audio', transcript: null, durationMs: 100 },
            { type: 'audio', transcript: 'Hi', durationMs: 0 },
          ],
        },
        audio: new Uint8Array(12),
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

  it('with the speech of an item, whether its words are given or not', () => {
    const spoken = (part: object) => read(create({ type: 'message', role: 'user', content: [{ type: 'input_audio', audio: 'AAECAw==', ...part }] }))
    expect(spoken({})).toMatchObject({ type: 'add-item', audio: Buffer.from([0, 1, 2, 3]) })
    expect(spoken({ transcript: 'Known words.' })).toMatchObject({ type: 'add-item', audio: Buffer.from([0, 1, 2, 3]) })
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
