import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../vocabulary/events.js'
import { reply, session, started } from '../openai-realtime/fixtures/scenario.js'
import { textTurns } from '../openai-realtime/fixtures/text-turns.js'
import { voiceTurns } from '../openai-realtime/fixtures/voice-turns.js'
import type { ServerEventName } from '../openai-realtime/server-events.js'
import { betaName, openaiRealtimeBeta } from './index.js'

function messagesOf(events: readonly SessionEvent[]) {
  let count = 0
  const { write } = openaiRealtimeBeta.connect(() => `event_${++count}`)
  return events.flatMap(write).map((message) => JSON.parse(message))
}

const sessionMessage = {
  id: 'sess_S',
  object: 'realtime.session',
  expires_at: 1_795_000_000,
  input_audio_noise_reduction: null,
  turn_detection: {
    type: 'server_vad',
    threshold: 0.5,
    prefix_padding_ms: 300,
    silence_duration_ms: 200,
    create_response: true,
    interrupt_response: true,
  },
  input_audio_format: 'pcm16',
  input_audio_transcription: { model: 'whisper-1', language: null, prompt: null },
  client_secret: null,
  include: null,
  model: 'sidetone',
  modalities: ['audio', 'text'],
  instructions: 'Be brief.',
  voice: 'alloy',
  output_audio_format: 'pcm16',
  tool_choice: 'auto',
  temperature: 0.8,
  max_response_output_tokens: 'inf',
  speed: 1,
  tools: [],
}

const place = { replyId: 'resp_R', itemId: 'item_A', outputIndex: 0 }

describe('a client of the beta sees', () => {
  it('its session, flat and to the last key as recorded, then its conversation', () => {
    expect(messagesOf([started])).toStrictEqual([
      { type: 'session.created', event_id: 'event_1', session: sessionMessage },
      { type: 'conversation.created', event_id: 'event_2', conversation: { id: 'conv_S', object: 'realtime.conversation' } },
    ])
    expect(Object.keys(messagesOf([started])[0].session)).toEqual(Object.keys(sessionMessage))
  })

  it('what it has set', () => {
    const settings = {
      ...session.settings,
      modality: 'text' as const,
      inputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 } as const,
      outputFormat: { encoding: 'alaw', sampleRateHz: 8_000 } as const,
      turnDetection: { kind: 'semantic-vad', eagerness: 'low', createReply: true, interruptReply: false } as const,
      kept: { temperature: 1.1, tracing: 'auto' },
    }
    const [message] = messagesOf([{ type: 'settings-updated', session: { ...session, settings } }])
    expect(message.session).toStrictEqual({
      ...sessionMessage,
      modalities: ['text'],
      input_audio_format: 'g711_ulaw',
      output_audio_format: 'g711_alaw',
      turn_detection: { type: 'semantic_vad', eagerness: 'low', create_response: true, interrupt_response: false },
      temperature: 1.1,
      tracing: 'auto',
    })
  })

  it('a response flat, with what is left of its tokens behind its beginning and not behind its end', () => {
    const tokens = { limit: 1_000, remaining: 900, resetMs: 500 }
    const usage = { inputTextTokens: 40, inputAudioTokens: 28, cachedTextTokens: 10, inputImageTokens: 0, outputTextTokens: 9, outputAudioTokens: 30 }
    const output = [{ type: 'assistant-message', id: 'item_A', status: 'completed', content: [{ type: 'audio', transcript: 'Hi.' }] }] as const
    const messages = messagesOf([
      started,
      { type: 'reply-started', reply, tokens },
      { type: 'reply-ended', reply: { ...reply, status: { phase: 'completed' }, output, usage } },
      { type: 'limits-updated', tokens },
    ]).slice(2)
    const response = {
      object: 'realtime.response',
      id: 'resp_R',
      status: 'in_progress',
      status_details: null,
      output: [],
      conversation_id: 'conv_S',
      modalities: ['audio', 'text'],
      voice: 'alloy',
      output_audio_format: 'pcm16',
      temperature: 0.8,
      max_output_tokens: 'inf',
      usage: null,
      metadata: null,
    }
    expect(messages.map(({ event_id: _, ...rest }) => rest)).toStrictEqual([
      { type: 'response.created', response },
      { type: 'rate_limits.updated', rate_limits: [{ name: 'tokens', limit: 1_000, remaining: 900, reset_seconds: 0.5 }] },
      {
        type: 'response.done',
        response: {
          ...response,
          status: 'completed',
          output: [
            { id: 'item_A', object: 'realtime.item', type: 'message', status: 'completed', role: 'assistant', content: [{ type: 'audio', transcript: 'Hi.' }] },
          ],
          usage: {
            total_tokens: 107,
            input_tokens: 68,
            output_tokens: 39,
            input_token_details: { text_tokens: 40, audio_tokens: 28, cached_tokens: 10, cached_tokens_details: { text_tokens: 10, audio_tokens: 0 } },
            output_token_details: { text_tokens: 9, audio_tokens: 30 },
          },
        },
      },
    ])
  })

  it('audio under its name of then', () => {
    const { write } = openaiRealtimeBeta.connect(() => 'event_1')
    const messages = write({ type: 'reply-audio-delta', place, contentIndex: 0, audio: new Uint8Array([1, 2, 3]) })
    expect(messages.map((message) => JSON.parse(message))).toStrictEqual([
      { type: 'response.audio.delta', event_id: 'event_1', response_id: 'resp_R', item_id: 'item_A', output_index: 0, content_index: 0, delta: 'AQID' },
    ])
  })

  it.each([
    [{}, 'session.voice'],
    [{ of: 'reply' }, 'response.voice'],
  ])('that a voice is unknown, by the field that it is here: %o', (of, param) => {
    const [message] = messagesOf([{ type: 'failed', code: 'unknown-voice', detail: { voice: 'v', voices: 'a, b', ...of }, commandId: 'e' }])
    expect(message.error).toStrictEqual({
      type: 'invalid_request_error',
      code: 'invalid_value',
      message: "Invalid value: 'v'. Supported values are: 'a' and 'b'.",
      param,
      event_id: 'e',
    })
  })

  for (const { title, events, messages } of [...voiceTurns, ...textTurns]) {
    it(`${title}, in the order of the later API, with one event for an item that is added and none for its end`, () => {
      const seen = messagesOf(events)
      const expected = messages.flatMap(({ type }) => {
        if (type === 'rate_limits.updated') return []
        const name = betaName(type as ServerEventName)
        return type === 'session.created' ? [type, 'conversation.created'] : name === null ? [] : [name]
      })
      expect(seen.map(({ type }) => type)).toEqual(expected)
      const text = JSON.stringify(seen)
      expect(text).not.toMatch(/output_text|output_audio"|output_audio_transcript|output_modalities|"type":"audio\/|image_tokens/)
      for (const { item } of seen) if (item) expect(item.object).toBe('realtime.item')
    })
  }
})
