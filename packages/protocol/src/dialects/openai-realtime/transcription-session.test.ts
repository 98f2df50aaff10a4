import { describe, expect, it } from 'vitest'
import type { SessionSnapshot } from '../../vocabulary/events.js'
import type { SettingsPatch, TurnDetection } from '../../vocabulary/settings.js'
import { session } from './fixtures/scenario.js'
import { openaiTranscription } from './index.js'
import { grammar, readMessage } from './read.js'
import { writeEvent } from './write.js'

const { initialSettings } = openaiTranscription(null)
const transcribing: SessionSnapshot = {
  ...session,
  kind: { type: 'transcription' },
  settings: { ...session.settings, ...initialSettings, model: null, turnDetection: initialSettings.turnDetection as TurnDetection },
}

const read = (input: object, more: object = {}) =>
  readMessage(
    JSON.stringify({ type: 'session.update', event_id: 'mine', session: { type: 'transcription', audio: { input }, ...more } }),
    transcribing.settings,
    grammar,
    'transcription',
  )

function patchOf(input: object, more: object = {}): SettingsPatch {
  const outcome = read(input, more)
  if (!('command' in outcome) || outcome.command.type !== 'update-settings') throw new Error(JSON.stringify(outcome))
  expect(outcome.command.commandId).toBe('mine')
  return outcome.command.patch
}

describe('a transcription session', () => {
  it('is told with the fields of its kind and no others', () => {
    const [event] = writeEvent({ type: 'session-started', session: transcribing }, null)
    expect(event).toEqual({
      type: 'session.created',
      session: {
        type: 'transcription',
        object: 'realtime.transcription_session',
        id: 'sess_S',
        expires_at: 1_795_000_000,
        include: null,
        audio: {
          input: {
            format: { type: 'audio/pcm', rate: 24_000 },
            transcription: { model: 'gpt-4o-transcribe', language: null, prompt: null },
            noise_reduction: null,
            turn_detection: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 200 },
          },
        },
      },
    })
  })

  it('takes all settings of its kind; its turns are never answered', () => {
    const include = ['item.input_audio_transcription.logprobs']
    const input = {
      format: { type: 'audio/pcmu' },
      transcription: { model: 'whisper-1', language: 'en', prompt: 'Names.' },
      noise_reduction: { type: 'far_field' },
      turn_detection: { type: 'semantic_vad', eagerness: 'low' },
    }
    expect(patchOf(input, { include })).toEqual({
      inputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 },
      transcription: { model: 'whisper-1', language: 'en', prompt: 'Names.' },
      noiseReduction: 'far-field',
      turnDetection: { kind: 'semantic-vad', eagerness: 'low', createReply: false, interruptReply: false },
      kept: { include, noise_reduction_strength: null },
    })
  })

  it('takes turn detection as others have it, as long as it asks for no reply', () => {
    const turn_detection = { type: 'server_vad', silence_duration_ms: 500, idle_timeout_ms: null, create_response: false, interrupt_response: false }
    expect(patchOf({ turn_detection }).turnDetection).toEqual({
      kind: 'server-vad',
      silenceDurationMs: 500,
      idleTimeoutMs: null,
      createReply: false,
      interruptReply: false,
    })
    expect(patchOf({ turn_detection: null }).turnDetection).toBeNull()
    expect(patchOf({})).not.toHaveProperty('turnDetection')
  })

  it('leaves committing to the client where the model has no turn detection', () => {
    const transcription = { model: 'gpt-realtime-whisper' }
    expect(patchOf({ transcription }).turnDetection).toBeNull()
    expect(patchOf({ transcription, turn_detection: null }).turnDetection).toBeNull()
    expect(openaiTranscription('gpt-realtime-whisper').initialSettings.turnDetection).toBeNull()
  })

  it.each([
    [
      'of a conversation',
      { type: 'session.update', session: { type: 'realtime', instructions: '' } },
      'invalid_value',
      'session.type',
      'Passing a realtime session update event to a transcription session is not allowed.',
    ],
    ['without a type', { type: 'session.update', session: {} }, 'missing_required_parameter', 'session.type', "Missing required parameter: 'session.type'."],
    [
      'of what only replies have',
      { type: 'session.update', session: { type: 'transcription', instructions: 'Hi.' } },
      'unknown_parameter',
      'session.instructions',
      "Unknown parameter: 'session.instructions'.",
    ],
    [
      'to answer',
      { type: 'session.update', session: { type: 'transcription', audio: { input: { turn_detection: { type: 'server_vad', create_response: true } } } } },
      'invalid_value',
      'session.audio.input.turn_detection.create_response',
      'Invalid value: true. Supported values are: false.',
    ],
    [
      'to transcribe nothing',
      { type: 'session.update', session: { type: 'transcription', audio: { input: { transcription: null } } } },
      'invalid_type',
      'session.audio.input.transcription',
      "Invalid type for 'session.audio.input.transcription': expected an object, but got null instead.",
    ],
    [
      'to turn detection that the model has not',
      {
        type: 'session.update',
        session: { type: 'transcription', audio: { input: { transcription: { model: 'gpt-realtime-whisper' }, turn_detection: { type: 'server_vad' } } } },
      },
      'invalid_value',
      'session.audio.input.turn_detection',
      'Turn detection is not supported for this transcription model.',
    ],
  ])('refuses an update %s', (_, event, code, param, message) => {
    const outcome = readMessage(JSON.stringify(event), transcribing.settings, grammar, 'transcription')
    expect(outcome).toMatchObject({ error: { type: 'invalid_request_error', code, param, message } })
  })
})

describe('the name of the model says how words are told', () => {
  const deliveryOf = (model: string) => patchOf({ transcription: { model } }).transcription?.delivery

  it.each(['gpt-4o-transcribe', 'gpt-transcribe', 'gpt-live-transcribe', 'gpt-realtime-whisper'])('%s: while they are said', (model) => {
    expect(deliveryOf(model)).toBe('as-spoken')
  })

  it.each(['whisper-1', 'gpt-4o-mini-transcribe', 'gpt-4o-transcribe-diarize', 'moonshine-tiny'])('%s: when the turn is over', (model) => {
    expect(deliveryOf(model)).toBeUndefined()
  })

  it('gpt-4o-transcribe-diarize: in a segment as well, by one speaker, where there are words', () => {
    const settings = { ...transcribing.settings, transcription: { model: 'gpt-4o-transcribe-diarize', language: null, prompt: null } }
    const ended = (transcript: string) =>
      writeEvent({ type: 'transcript-ended', itemId: 'item_1', contentIndex: 0, transcript, durationMs: 1_500 }, { ...transcribing, settings })
    expect(ended('Good morning.')[0]).toEqual({
      type: 'conversation.item.input_audio_transcription.segment',
      item_id: 'item_1',
      content_index: 0,
      id: 'seg_1',
      text: 'Good morning.',
      speaker: 'A',
      start: 0,
      end: 1.5,
    })
    expect(ended('Good morning.').map(({ type }) => type)).toEqual([
      'conversation.item.input_audio_transcription.segment',
      'conversation.item.input_audio_transcription.completed',
    ])
    expect(ended('')).toHaveLength(1)
  })
})
