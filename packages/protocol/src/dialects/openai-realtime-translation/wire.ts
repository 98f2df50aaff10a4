import { z } from 'zod'
import { identifier, refuse } from '../openai-realtime/fields.js'
import { eventIdCharacters, noiseReduction, voice } from '../openai-realtime/wire.js'

/* What a client may send in a translation session. Strict, as everywhere: an unknown field is answered. */

/** Longer than any registered tag (RFC 5646 section 4.4.1). */
const languageCharacters = 35

/** A well-formed language tag, `es` or `pt-BR`. Whether the language model knows the language is its business. */
const language = z.string().check(
  refuse((value) => {
    const isTag = value.length <= languageCharacters && /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(value) && isCanonical(value)
    return isTag ? null : { code: 'invalid_value', say: (path) => `Invalid '${path}'. Expected a language tag, such as 'es' or 'pt-BR'.` }
  }),
)

function isCanonical(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** `voice` is our extension. */
const session = z.strictObject({
  audio: z
    .strictObject({
      input: z
        .strictObject({ transcription: z.strictObject({ model: identifier }).nullable().optional(), noise_reduction: noiseReduction.nullable().optional() })
        .optional(),
      output: z.strictObject({ language: language.optional(), voice: voice.optional() }).optional(),
    })
    .optional(),
})

const event = { event_id: z.string().max(eventIdCharacters).optional() }

export const clientEvents = z.discriminatedUnion('type', [
  z.strictObject({ ...event, type: z.literal('session.update'), session }),
  z.strictObject({ ...event, type: z.literal('session.input_audio_buffer.append'), audio: z.string() }),
  z.strictObject({ ...event, type: z.literal('session.close') }),
])

export type WireTranslationUpdate = z.output<typeof session>

export const clientEventNames = ['session.update', 'session.input_audio_buffer.append', 'session.close'] as const
