import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../vocabulary/events.js'
import type { SessionSettings } from '../../vocabulary/settings.js'
import { session } from './fixtures/scenario.js'
import { openaiRealtime } from './index.js'
import { initialSettings, writeSession } from './session.js'

/** The patch that a client's update becomes, for a client that has seen `settings`. */
function patchOf(update: object, settings: SessionSettings = session.settings) {
  const connection = openaiRealtime.connect(() => 'event_1')
  connection.write({ type: 'session-started', session: { ...session, settings } } satisfies SessionEvent)
  const result = connection.read(JSON.stringify({ type: 'session.update', session: { type: 'realtime', ...update } }))
  if (result.type !== 'command' || result.command.type !== 'update-settings') throw new Error(JSON.stringify(result))
  return result.command.patch
}

/** What a client may send back of a session it was told of. */
function settable(settings: SessionSettings) {
  const { object, id, expires_at, ...rest } = writeSession({ ...session, settings })
  return rest
}

const everySetting: readonly [title: string, settings: SessionSettings][] = [
  ['with server_vad', session.settings],
  [
    'with everything set',
    {
      model: 'other',
      modality: 'text',
      instructions: '',
      tools: [
        { name: 'look_up', description: null, parameters: { type: 'object', properties: { word: { type: 'string' } } } },
        { name: 'hang_up', description: 'Ends the call.', parameters: {} },
      ],
      toolServers: [],
      toolChoice: { tool: 'hang_up' },
      maxOutputTokens: 4_096,
      inputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 },
      transcription: { model: 'gpt-4o-transcribe', language: 'en', prompt: 'Names.' },
      noiseReduction: 'far-field',
      turnDetection: { kind: 'semantic-vad', eagerness: 'low', createReply: false, interruptReply: true },
      outputFormat: { encoding: 'alaw', sampleRateHz: 8_000 },
      voice: 'marin',
      speed: 1.5,
      truncation: { kind: 'retention-ratio', ratio: 0.8, mostTokens: 5_000 },
      prompt: { id: 'p', version: '2', variables: { name: 'Ada' } },
      reasoningEffort: 'low',
      parallelToolCalls: false,
      kept: {
        tracing: { workflow_name: 'w', group_id: 'g', metadata: { a: [1, null] } },
        include: ['item.input_audio_transcription.logprobs'],
        transcription: { languages: ['en', 'de'], keywords: ['Sidetone'], delay: 'low' },
        noise_reduction_strength: 0.5,
      },
    },
  ],
  [
    'with everything cleared, at 16 kHz',
    {
      ...session.settings,
      toolChoice: 'required',
      maxOutputTokens: 1,
      inputFormat: { encoding: 'pcm16', sampleRateHz: 16_000 },
      outputFormat: { encoding: 'pcm16', sampleRateHz: 8_000 },
      transcription: null,
      noiseReduction: null,
      turnDetection: null,
      truncation: { kind: 'auto' },
      prompt: null,
      reasoningEffort: null,
      kept: { tracing: null, include: null, transcription: null, noise_reduction_strength: null },
    },
  ],
]

describe('a session', () => {
  for (const [title, settings] of everySetting) {
    it(`${title} that is sent back as it was told says the same`, () => {
      const patch = patchOf(settable(settings))
      expect(settable({ ...settings, ...patch } as SessionSettings)).toStrictEqual(settable(settings))
      expect(patch).toMatchObject({ ...settings, kept: patch.kept ?? {} })
    })
  }

  it('starts with the defaults of the real wire', () => {
    const settings = { ...session.settings, ...initialSettings } as SessionSettings
    expect(writeSession({ ...session, settings })).toMatchObject({
      output_modalities: ['audio'],
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      tracing: null,
      truncation: 'auto',
      prompt: null,
      include: null,
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          transcription: null,
          noise_reduction: null,
          turn_detection: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 200, idle_timeout_ms: null },
        },
        output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'alloy', speed: 1 },
      },
    })
  })
})

describe('an update', () => {
  it('changes what is present and nothing else', () => {
    expect(patchOf({})).toStrictEqual({})
    expect(patchOf({ audio: { output: { voice: { id: 'voice_7' } } } })).toStrictEqual({ voice: 'voice_7' })
    expect(patchOf({ audio: { input: { turn_detection: { type: 'server_vad', threshold: 0 } } } })).toStrictEqual({
      turnDetection: { kind: 'server-vad', threshold: 0 },
    })
    expect(patchOf({ tracing: 'auto' })).toStrictEqual({ kept: { tracing: 'auto' } })
  })

  it('clears with null, an empty list or an empty text', () => {
    expect(
      patchOf({ instructions: '', tools: [], audio: { input: { turn_detection: null, transcription: null, noise_reduction: null } }, prompt: null }),
    ).toStrictEqual({
      instructions: '',
      tools: [],
      toolServers: [],
      turnDetection: null,
      transcription: null,
      noiseReduction: null,
      prompt: null,
      kept: { transcription: null, noise_reduction_strength: null },
    })
  })

  it('of a part of the transcription keeps the rest of it', () => {
    const settings = { ...session.settings, transcription: { model: 'whisper-1', language: 'en', prompt: 'Names.' } }
    expect(patchOf({ audio: { input: { transcription: { prompt: null } } } }, settings).transcription).toEqual({
      model: 'whisper-1',
      language: 'en',
      prompt: null,
    })
  })

  it('takes PCM without a rate as 24 kHz', () => {
    expect(patchOf({ audio: { input: { format: { type: 'audio/pcm' } } } })).toStrictEqual({ inputFormat: { encoding: 'pcm16', sampleRateHz: 24_000 } })
  })

  it('gives a function tool without parameters an empty schema', () => {
    expect(patchOf({ tools: [{ type: 'function', name: 'now' }] }).tools).toEqual([
      { name: 'now', description: null, parameters: { type: 'object', properties: {} } },
    ])
  })

  it('passes the model on, so that the session can tell whether it is its own', () => {
    expect(patchOf({ model: 'other' })).toStrictEqual({ model: 'other' })
  })
})
