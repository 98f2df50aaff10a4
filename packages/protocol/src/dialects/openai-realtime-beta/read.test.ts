import { describe, expect, it } from 'vitest'
import type { Command } from '../../vocabulary/commands.js'
import { read, update } from './fixtures/client-events.js'

describe('a client event of the beta becomes a command:', () => {
  const commands: readonly [title: string, event: object, command: Command][] = [
    [
      'a flat session',
      {
        type: 'session.update',
        event_id: 's',
        session: {
          model: 'm',
          modalities: ['text', 'audio'],
          instructions: 'Be brief.',
          voice: 'ash',
          input_audio_format: 'g711_ulaw',
          output_audio_format: 'g711_alaw',
          input_audio_transcription: { model: 'whisper-1' },
          input_audio_noise_reduction: { type: 'far_field' },
          turn_detection: { type: 'server_vad', threshold: 0.6, prefix_padding_ms: 100, silence_duration_ms: 500, create_response: false },
          tools: [{ type: 'function', name: 'now', description: 'The time.', parameters: {} }],
          tool_choice: 'required',
          temperature: 0.7,
          max_response_output_tokens: 4_096,
          speed: 1.2,
        },
      },
      {
        type: 'update-settings',
        commandId: 's',
        patch: {
          model: 'm',
          modality: 'audio',
          instructions: 'Be brief.',
          voice: 'ash',
          inputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 },
          outputFormat: { encoding: 'alaw', sampleRateHz: 8_000 },
          transcription: { model: 'whisper-1', language: null, prompt: null },
          noiseReduction: 'far-field',
          turnDetection: { kind: 'server-vad', threshold: 0.6, prefixPaddingMs: 100, silenceDurationMs: 500, createReply: false },
          tools: [{ name: 'now', description: 'The time.', parameters: {} }],
          toolServers: [],
          toolChoice: 'required',
          maxOutputTokens: 4_096,
          speed: 1.2,
          kept: { noise_reduction_strength: null, temperature: 0.7 },
        },
      },
    ],
    ['a session of which one thing changes', update({ turn_detection: null }), { type: 'update-settings', patch: { turnDetection: null } }],
    [
      'what is switched off',
      update({ input_audio_transcription: null }),
      { type: 'update-settings', patch: { transcription: null, kept: { transcription: null } } },
    ],
    ['text alone', update({ modalities: ['text'] }), { type: 'update-settings', patch: { modality: 'text' } }],
    [
      'PCM at the one rate',
      update({ input_audio_format: 'pcm16' }),
      { type: 'update-settings', patch: { inputFormat: { encoding: 'pcm16', sampleRateHz: 24_000 } } },
    ],
    [
      'what the assistant said, by its name of then',
      { type: 'conversation.item.create', item: { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hi.' }] } },
      { type: 'add-item', item: { type: 'assistant-message', content: [{ type: 'text', text: 'Hi.' }] }, after: { at: 'end' } },
    ],
    [
      'what the user wrote, by the name of both',
      { type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi.' }] } },
      { type: 'add-item', item: { type: 'user-message', content: [{ type: 'text', text: 'Hi.' }] }, after: { at: 'end' } },
    ],
    ['a response without options', { type: 'response.create' }, { type: 'create-reply', options: {} }],
    [
      'a response with every option',
      {
        type: 'response.create',
        response: {
          conversation: 'none',
          input: [{ type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hi.' }] }],
          instructions: 'Answer in French.',
          modalities: ['text'],
          voice: 'ash',
          output_audio_format: 'g711_ulaw',
          tools: [],
          tool_choice: 'none',
          temperature: 0.6,
          max_output_tokens: 7,
          metadata: { topic: 'side' },
        },
      },
      {
        type: 'create-reply',
        options: {
          conversation: 'none',
          input: [{ type: 'assistant-message', content: [{ type: 'text', text: 'Hi.' }] }],
          instructions: 'Answer in French.',
          modality: 'text',
          voice: 'ash',
          outputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 },
          tools: [],
          toolServers: [],
          toolChoice: 'none',
          maxOutputTokens: 7,
          metadata: { topic: 'side' },
        },
      },
    ],
    [
      'the limit of a response by its older name',
      { type: 'response.create', response: { max_response_output_tokens: 'inf' } },
      { type: 'create-reply', options: { maxOutputTokens: 'unlimited' } },
    ],
    ['what both forms write alike', { type: 'input_audio_buffer.commit', event_id: 'c' }, { type: 'commit-turn', commandId: 'c' }],
  ]
  for (const [title, event, command] of commands) it(title, () => expect(read(event)).toStrictEqual(command))
})
