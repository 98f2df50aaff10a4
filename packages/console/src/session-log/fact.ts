import type { WireMessage } from '@sidetone/client'

/** Why the server decided, in its own words. */
export interface Decision {
  /** `user_started`, `user_finished`. */
  readonly decision: string
  readonly reason: string
  readonly evidence: Readonly<Record<string, unknown>>
  /** The words that were weighed. */
  readonly transcript: string | null
  /** The settings in force. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Where in the session's audio. */
  readonly audioMs: number
}

/** What the wire tells about turns, on the client's clock. */
export type Fact =
  | { readonly type: 'session-began'; readonly atMs: number }
  | ({ readonly type: 'decision'; readonly atMs: number } & Decision)
  /** `spokenAtMs`: when the first sound was made. `audioMs`: its place in the session's audio. */
  | { readonly type: 'speech-started'; readonly atMs: number; readonly spokenAtMs: number; readonly audioMs: number }
  | { readonly type: 'speech-ended'; readonly atMs: number; readonly audioMs: number; readonly itemId: string }
  | { readonly type: 'transcript'; readonly atMs: number; readonly text: string; readonly itemId: string }
  | { readonly type: 'typed'; readonly atMs: number; readonly text: string }
  /** The first word of a reply. */
  | { readonly type: 'first-words'; readonly atMs: number; readonly responseId: string }
  /** `call`: of a tool, the page's own or one on an MCP server. */
  | { readonly type: 'tool-began' | 'tool-ended'; readonly atMs: number; readonly call: string }
  | { readonly type: 'reply-ended'; readonly atMs: number; readonly status: string }
  /** The reply had no sound in between. */
  | { readonly type: 'held'; readonly atMs: number; readonly untilMs: number }

/** What this message tells; null: nothing about turns. `spokenAtMs` knows when a place of the session's audio was spoken. */
export function factOf({ direction, event, atMs }: WireMessage, before: readonly Fact[], spokenAtMs: (audioMs: number) => number | null): Fact | null {
  if (direction === 'sent') return event.type === 'conversation.item.create' ? sentItem(event.item as SentItem, atMs) : null
  switch (event.type) {
    case 'session.created':
      return { type: 'session-began', atMs }
    case 'sidetone.turn.decision':
      return { type: 'decision', atMs, ...readDecision(event) }
    case 'input_audio_buffer.speech_started': {
      const audioMs = Number(event.audio_start_ms)
      return { type: 'speech-started', atMs, audioMs, spokenAtMs: spokenAtMs(voiceStartMs(before, audioMs)) ?? atMs }
    }
    case 'input_audio_buffer.speech_stopped':
      return { type: 'speech-ended', atMs, audioMs: Number(event.audio_end_ms), itemId: String(event.item_id) }
    case 'conversation.item.input_audio_transcription.completed':
      return { type: 'transcript', atMs, text: String(event.transcript), itemId: String(event.item_id) }
    case 'response.output_audio_transcript.delta':
    case 'response.output_text.delta': {
      const responseId = String(event.response_id)
      const known = before.findLast((fact) => fact.type === 'first-words')
      return known?.responseId === responseId ? null : { type: 'first-words', atMs, responseId }
    }
    case 'response.function_call_arguments.done':
      return { type: 'tool-began', atMs, call: String(event.call_id) }
    case 'response.mcp_call.in_progress':
      return { type: 'tool-began', atMs, call: String(event.item_id) }
    case 'response.mcp_call.completed':
    case 'response.mcp_call.failed':
      return { type: 'tool-ended', atMs, call: String(event.item_id) }
    case 'response.done':
      return { type: 'reply-ended', atMs, status: String((event.response as { status?: unknown }).status) }
    default:
      return null
  }
}

export function readDecision(event: Readonly<Record<string, unknown>>): Decision {
  return {
    decision: String(event.decision),
    reason: String(event.reason),
    evidence: (event.evidence as Decision['evidence'] | undefined) ?? {},
    transcript: typeof event.transcript === 'string' ? event.transcript : null,
    settings: (event.turn_detection as Decision['settings'] | undefined) ?? {},
    audioMs: Number(event.audio_ms),
  }
}

/** Where the voice itself begins, in the session's audio: `audio_start_ms` lies before it by the padding that the model hears as well. */
function voiceStartMs(before: readonly Fact[], audioStartMs: number): number {
  const began = before.findLast((fact) => fact.type === 'decision' && fact.decision === 'user_started')
  if (began?.type !== 'decision') return audioStartMs
  return Math.max(audioStartMs, began.audioMs - (Number(began.evidence.voice_ms) || 0))
}

interface SentItem {
  readonly type?: string
  readonly role?: string
  readonly call_id?: string
  readonly content?: readonly { readonly text?: string }[]
}

function sentItem({ type, role, call_id, content }: SentItem, atMs: number): Fact | null {
  if (type === 'function_call_output') return { type: 'tool-ended', atMs, call: String(call_id) }
  return role === 'user' ? { type: 'typed', atMs, text: content?.map(({ text }) => text ?? '').join(' ') ?? '' } : null
}
