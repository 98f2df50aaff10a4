import { int16FromBytes } from '@sidetone/audio'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type AudioEncoder, encoderRateHz } from '../audio-files/contract.js'
import { createEncoder, type EncodedFormat, encodedFormats } from '../audio-files/create-encoder.js'
import { estimateTokens } from '../lib/estimate-tokens.js'
import type { ApiParts } from './api.js'
import { invalidField } from './api-error.js'
import type { ApiEngine } from './contract.js'
import { oneOf, readFields } from './read-fields.js'
import { requestSignal } from './request-signal.js'
import { eventStream, serverSentEvent } from './server-sent-event.js'
import { streamAnswer } from './stream-answer.js'

/** Bounds of OpenAI's API. */
const mostCharacters = 4_096
const mostInstructions = 4_096

const bodyLimit = 128 * 1024

/** One token stands for so much speech, as on the realtime wire. */
const outputTokenMs = 50

/** Audio leaves in pieces of this length at most. */
const longestPieceMs = 200

const speechRequest = z.object({
  input: z
    .string({ error: 'expected a string' })
    .min(1, { error: 'empty string' })
    .max(mostCharacters, { error: `string too long, at most ${mostCharacters} characters are spoken at once` }),
  model: z.string({ error: 'expected a string' }).optional(),
  voice: z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)], { error: "expected a string or an object with an 'id'" }).optional(),
  speed: z
    .number({ error: 'expected a number from 0.25 to 4' })
    .min(0.25, { error: 'expected a number from 0.25 to 4' })
    .max(4, { error: 'expected a number from 0.25 to 4' })
    .default(1),
  response_format: oneOf(encodedFormats as [EncodedFormat, ...EncodedFormat[]]).default('mp3'),
  stream_format: oneOf(['audio', 'sse']).default('audio'),
  instructions: z
    .string({ error: 'expected a string' })
    .max(mostInstructions, { error: `string too long, at most ${mostInstructions} characters` })
    .optional(),
})

type SpeechRequest = z.output<typeof speechRequest>

/** `POST /v1/audio/speech`: text to speech, clause by clause as it is made. */
export function addSpeech(app: FastifyInstance, { engine, closing, broke, speechPlaces: places }: ApiParts): void {
  app.post('/v1/audio/speech', { bodyLimit }, async (request, reply) => {
    const parts = engine()
    const fields = readFields(speechRequest, request.body)
    const voice = fields.voice ?? parts.voices[0] ?? 'default'
    if (!parts.voices.includes(voice)) {
      throw invalidField(
        'voice',
        `Invalid 'voice': '${voice.slice(0, 64)}' is none of the supported values ${parts.voices.map((each) => `'${each}'`).join(', ')}.`,
      )
    }
    const signal = requestSignal(reply, closing)
    await places.run(async () => {
      const speech = speakFile(fields, voice, parts, await createEncoder(fields.response_format), signal)
      if (fields.stream_format === 'sse') await streamAnswer(reply, eventStream, asEvents(speech, fields), broke(signal))
      else await streamAnswer(reply, speech.contentType, speech.bytes, broke(signal))
    }, signal)
    return reply
  })
}

interface SpeechFile {
  readonly contentType: string
  readonly bytes: AsyncIterable<Uint8Array>
  spokenMs(): number
}

/** The encoded speech. Nothing keeps it to real time. */
function speakFile({ input, speed }: SpeechRequest, voice: string, { speak, createPace }: ApiEngine, encoder: AudioEncoder, signal: AbortSignal): SpeechFile {
  const pace = createPace()
  pace.release()
  let spokenMs = 0
  async function* encoded() {
    const settings = { voice, speed, format: { encoding: 'pcm16', sampleRateHz: encoderRateHz } as const, leadMs: 0, longestPieceMs }
    for await (const { audio, durationMs } of speak(whole(input), settings, pace, signal)) {
      spokenMs += durationMs
      yield encoder.push(int16FromBytes(audio))
    }
    yield encoder.end()
  }
  return { contentType: encoder.contentType, bytes: encoded(), spokenMs: () => spokenMs }
}

async function* whole(text: string): AsyncGenerator<string> {
  yield text
}

/** Usage as on the realtime wire: text by estimate, speech by its length. */
async function* asEvents({ bytes, spokenMs }: SpeechFile, { input }: SpeechRequest): AsyncGenerator<string> {
  for await (const part of bytes) {
    if (part.length > 0) yield serverSentEvent({ type: 'speech.audio.delta', audio: Buffer.from(part).toString('base64') })
  }
  const inputTokens = estimateTokens(input)
  const outputTokens = Math.ceil(spokenMs() / outputTokenMs)
  yield serverSentEvent({
    type: 'speech.audio.done',
    usage: { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
  })
}
