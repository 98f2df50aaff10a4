import type { WireFormat } from './wire-format.js'

/** What a server tells, as far as a talk cares. */
export type News =
  | { type: 'session-started'; sessionId: string }
  | { type: 'settings-updated' }
  | { type: 'speech-started' }
  | { type: 'speech-ended' }
  | { type: 'turn-committed'; itemId: string }
  | { type: 'heard'; itemId: string; text: string }
  | { type: 'not-heard'; itemId: string; message: string }
  | { type: 'reply-started'; replyId: string }
  | { type: 'reply-words'; replyId: string; delta: string }
  | { type: 'reply-audio'; replyId: string; itemId: string; contentIndex: number; audio: Uint8Array }
  | { type: 'reply-ended'; replyId: string; status: string; problem: string | null }
  | { type: 'failed'; code: string; message: string }
  | { type: 'other' }

interface Fields {
  readonly [name: string]: unknown
}

/** One message of the server; throws when it is not JSON. */
export function readNews(message: string): News {
  const fields = JSON.parse(message) as Fields
  const itemId = text(fields.item_id)
  const replyId = text(fields.response_id)
  switch (fields.type) {
    case 'session.created':
      return { type: 'session-started', sessionId: text(section(fields.session).id) }
    case 'session.updated':
      return { type: 'settings-updated' }
    case 'input_audio_buffer.speech_started':
      return { type: 'speech-started' }
    case 'input_audio_buffer.speech_stopped':
      return { type: 'speech-ended' }
    case 'input_audio_buffer.committed':
      return { type: 'turn-committed', itemId }
    case 'conversation.item.input_audio_transcription.completed':
      return { type: 'heard', itemId, text: text(fields.transcript) }
    case 'conversation.item.input_audio_transcription.failed':
      return { type: 'not-heard', itemId, message: text(section(fields.error).message) }
    case 'response.created':
      return { type: 'reply-started', replyId: text(section(fields.response).id) }
    case 'response.output_audio_transcript.delta':
    case 'response.output_text.delta':
      return { type: 'reply-words', replyId, delta: text(fields.delta) }
    case 'response.output_audio.delta':
      return { type: 'reply-audio', replyId, itemId, contentIndex: Number(fields.content_index), audio: Buffer.from(text(fields.delta), 'base64') }
    case 'response.done':
      return readReplyEnd(section(fields.response))
    case 'error':
      return { type: 'failed', code: text(section(fields.error).code) || text(section(fields.error).type), message: text(section(fields.error).message) }
    default:
      return { type: 'other' }
  }
}

function readReplyEnd(response: Fields): News {
  const details = section(response.status_details)
  const problem = text(section(details.error).message) || text(section(details.error).code) || text(details.reason)
  return { type: 'reply-ended', replyId: text(response.id), status: text(response.status), problem: problem === '' ? null : problem }
}

function section(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export interface TalkSettings {
  readonly format: WireFormat
  readonly voice: string | null
  readonly instructions: string | null
  readonly detection: { readonly kind: 'server_vad'; readonly silenceMs: number | null } | { readonly kind: 'semantic_vad' }
}

export function updateSettings({ format, voice, instructions, detection }: TalkSettings): object {
  const silence = detection.kind === 'server_vad' && detection.silenceMs !== null ? { silence_duration_ms: detection.silenceMs } : {}
  return {
    type: 'session.update',
    session: {
      type: 'realtime',
      ...(instructions !== null && { instructions }),
      audio: {
        // The name of a recogniser that every server of this API takes; ours hears with its own.
        input: { format: format.name, transcription: { model: 'whisper-1' }, turn_detection: { type: detection.kind, ...silence } },
        output: { format: format.name, ...(voice !== null && { voice }) },
      },
    },
  }
}

export function appendAudio(audio: Uint8Array): object {
  return { type: 'input_audio_buffer.append', audio: Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64') }
}

export function truncateItem(itemId: string, contentIndex: number, playedMs: number): object {
  return { type: 'conversation.item.truncate', item_id: itemId, content_index: contentIndex, audio_end_ms: playedMs }
}
