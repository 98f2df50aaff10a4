import type { SessionSnapshot } from '../../vocabulary/events.js'
import type { SettingsPatch } from '../../vocabulary/settings.js'
import type { WireInput } from '../openai-realtime/server-events.js'
import { initialSettings, present, readVoice, writeInput } from '../openai-realtime/session.js'
import type { WireTranslationUpdate } from './wire.js'

/**
 * Audio is PCM16 at 24 kHz both ways, and turns end after half a second of silence: the usual pause of a sentence, which a translation needs whole, where
 * an answer is wanted sooner. Speech does not interrupt a translation.
 */
export const initialTranslationSettings: SettingsPatch = {
  ...initialSettings,
  instructions: '',
  turnDetection: {
    kind: 'server-vad',
    threshold: 0.5,
    prefixPaddingMs: 300,
    silenceDurationMs: 500,
    idleTimeoutMs: null,
    createReply: true,
    interruptReply: false,
  },
  targetLanguage: 'en',
}

export function readTranslationSession({ audio }: WireTranslationUpdate): SettingsPatch {
  const { transcription, noise_reduction: noise } = audio?.input ?? {}
  const { language, voice } = audio?.output ?? {}
  return present({
    // Whatever the model is called: the words are told while they are said.
    transcription: transcription && { model: transcription.model, language: null, prompt: null, delivery: 'as-spoken' },
    noiseReduction: noise && (noise.type === 'near_field' ? 'near-field' : 'far-field'),
    targetLanguage: language,
    voice: voice === undefined ? undefined : readVoice(voice),
    kept: noise === undefined ? undefined : { noise_reduction_strength: noise?.strength ?? null },
  }) as SettingsPatch
}

export interface WireTranslationSession {
  id: string
  type: 'translation'
  model: string
  /** Seconds since 1970. */
  expires_at: number
  audio: {
    input: { transcription: { model: string } | null; noise_reduction: WireInput['noise_reduction'] }
    output: { language?: string; voice: string }
  }
  include: null
}

/** What clients read where they have named no model. */
const unnamedModel = 'sidetone'

export function writeTranslationSession({ id, settings, expiresAtMs }: SessionSnapshot): WireTranslationSession {
  const { transcription, targetLanguage, voice } = settings
  return {
    id,
    type: 'translation',
    model: settings.model ?? unnamedModel,
    expires_at: Math.floor(expiresAtMs / 1000),
    audio: {
      input: { transcription: transcription && { model: transcription.model }, noise_reduction: writeInput(settings).noise_reduction },
      output: { ...(targetLanguage !== undefined && { language: targetLanguage }), voice },
    },
    include: null,
  }
}
