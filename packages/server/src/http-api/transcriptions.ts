import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { collectAudio } from '../audio-files/collect-audio.js'
import { AudioFileError } from '../audio-files/contract.js'
import { type AudioFile, decodeAudioFile } from '../audio-files/decode-audio-file.js'
import { estimateTokens } from '../lib/estimate-tokens.js'
import type { RecordedSegment } from '../listening/contract.js'
import type { ApiParts } from './api.js'
import { ApiError, invalidField } from './api-error.js'
import { oneOf, readFields } from './read-fields.js'
import { readUpload, type Upload, uploadLimits } from './read-upload.js'
import { requestSignal } from './request-signal.js'
import { eventStream, serverSentEvent } from './server-sent-event.js'
import { streamAnswer } from './stream-answer.js'
import { durationUsage, type Transcript, transcriptSrt, transcriptText, transcriptVerbose, transcriptVtt } from './transcript-formats.js'

const sampleRateHz = 16_000
/** Half an hour of audio is 115 MB at the recogniser's rate. */
const longestMs = 30 * 60 * 1000
/** OpenAI's least. */
const leastMs = 100
/** One token stands for so much of the user's speech, as on the realtime wire. */
const inputTokenMs = 100

const truth = z.enum(['true', 'false', '1', '0'], { error: 'expected true or false' }).transform((word) => word === 'true' || word === '1')

const transcriptionRequest = z.object({
  model: z.string().optional(),
  language: z.string().max(64).optional(),
  prompt: z.string().optional(),
  temperature: z.string().optional(),
  response_format: oneOf(['json', 'text', 'srt', 'verbose_json', 'vtt']).default('json'),
  stream: truth.default(false),
})

type TranscriptionRequest = z.output<typeof transcriptionRequest>

/** `POST /v1/audio/transcriptions`: the words of an audio file. */
export function addTranscriptions(app: FastifyInstance, { engine, closing, broke, hearingPlaces }: ApiParts): void {
  app.register(multipart, { limits: uploadLimits })
  app.post('/v1/audio/transcriptions', async (request, reply) => {
    const { transcribe } = engine()
    const signal = requestSignal(reply, closing)
    await hearingPlaces.admit(async (turn) => {
      const upload = await readUpload(request)
      const { fields, file } = readTranscription(upload)
      await turn(async () => {
        const samples = await samplesOf(file, signal)
        const durationMs = (samples.length / sampleRateHz) * 1000
        if (durationMs < leastMs) throw invalidField('file', 'Audio file is too short. Minimum audio length is 0.1 seconds.', 'audio_too_short')
        const segments = transcribe(samples, fields.language ?? null, signal)
        if (fields.stream) await streamAnswer(reply, eventStream, asEvents(segments, durationMs), broke(signal))
        else await answer(reply, fields.response_format, { segments: await all(segments), durationMs })
      })
    }, signal)
    return reply
  })
}

function readTranscription({ file, fields: sent }: Upload): { readonly fields: TranscriptionRequest; readonly file: NonNullable<Upload['file']> } {
  const fields = readFields(transcriptionRequest, Object.fromEntries([...sent].map(([name, values]) => [name, values.at(-1)])))
  if (!file) throw invalidField('file', "Missing required parameter: 'file'.", 'missing_required_parameter')
  if (fields.stream && !['json', 'text'].includes(fields.response_format)) {
    throw invalidField('response_format', `A stream has no '${fields.response_format}' form. Use 'json' or 'text' with it.`)
  }
  const granularities = sent.get('timestamp_granularities') ?? []
  if (granularities.includes('word')) {
    throw invalidField(
      'timestamp_granularities',
      "The recogniser of this server does not tell when each word was said. Ask for 'segment'.",
      'unsupported_value',
    )
  }
  if (sent.get('include')?.includes('logprobs')) {
    throw invalidField('include', 'The recogniser of this server does not tell log probabilities.', 'unsupported_value')
  }
  return { fields, file }
}

async function samplesOf(file: AudioFile, signal: AbortSignal): Promise<Float32Array> {
  try {
    return await collectAudio(decodeAudioFile(file, signal), { sampleRateHz, longestMs }, signal)
  } catch (error) {
    throw error instanceof AudioFileError ? refusalOfFile(error) : error
  }
}

function refusalOfFile(error: AudioFileError): ApiError {
  const status = error.code === 'too-long' ? 413 : 400
  const codes = { 'not-audio': 'invalid_audio', 'no-decoder': 'unsupported_format', 'too-long': 'audio_too_long' } as const
  return new ApiError({ status, code: codes[error.code], message: error.message, param: 'file' }, { cause: error })
}

async function all(segments: AsyncIterable<RecordedSegment>): Promise<RecordedSegment[]> {
  const list: RecordedSegment[] = []
  for await (const segment of segments) list.push(segment)
  return list
}

async function answer(reply: FastifyReply, format: TranscriptionRequest['response_format'], transcript: Transcript): Promise<void> {
  switch (format) {
    case 'json':
      return void reply.send({ text: transcriptText(transcript), usage: durationUsage(transcript.durationMs) })
    case 'verbose_json':
      return void reply.send(transcriptVerbose(transcript))
    case 'text':
      return void reply.type('text/plain; charset=utf-8').send(`${transcriptText(transcript)}\n`)
    case 'srt':
      return void reply.type('application/x-subrip; charset=utf-8').send(transcriptSrt(transcript))
    case 'vtt':
      return void reply.type('text/vtt; charset=utf-8').send(transcriptVtt(transcript))
  }
}

async function* asEvents(segments: AsyncIterable<RecordedSegment>, durationMs: number): AsyncGenerator<string> {
  let text = ''
  for await (const segment of segments) {
    const delta = text === '' ? segment.text : ` ${segment.text}`
    text += delta
    yield serverSentEvent({ type: 'transcript.text.delta', delta })
  }
  const audioTokens = Math.ceil(durationMs / inputTokenMs)
  const outputTokens = estimateTokens(text)
  yield serverSentEvent({
    type: 'transcript.text.done',
    text,
    usage: {
      type: 'tokens',
      input_tokens: audioTokens,
      output_tokens: outputTokens,
      total_tokens: audioTokens + outputTokens,
      input_token_details: { audio_tokens: audioTokens, text_tokens: 0 },
    },
  })
}
