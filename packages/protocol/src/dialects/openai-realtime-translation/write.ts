import type { SessionEvent } from '../../vocabulary/events.js'
import type { ReplySnapshot } from '../../vocabulary/replies.js'
import { base64 } from '../openai-realtime/base64.js'
import { type WireError, wireError } from '../openai-realtime/errors.js'
import { sessionExpired } from '../openai-realtime/write.js'
import { type WireTranslationSession, writeTranslationSession } from './session.js'

/** An event but for its `event_id`. There is no time of alignment (`elapsed_ms`): a translation follows its turn and not the clock. */
export type ServerEventBody =
  | { type: 'session.created' | 'session.updated'; session: WireTranslationSession }
  | { type: 'session.input_transcript.delta' | 'session.output_transcript.delta'; delta: string }
  | { type: 'session.output_audio.delta'; delta: string; sample_rate: 24_000; channels: 1; format: 'pcm16' }
  | { type: 'session.closed' }
  | { type: 'error'; error: WireError & { event_id: string | null } }

/** The wire's events for one of ours. It has no turns, items and responses, and no word for what concerns them alone. */
export function writeEvent(event: SessionEvent): ServerEventBody[] {
  switch (event.type) {
    case 'session-started':
      return [{ type: 'session.created', session: writeTranslationSession(event.session) }]
    case 'settings-updated':
      return [{ type: 'session.updated', session: writeTranslationSession(event.session) }]
    case 'transcript-delta':
      return [{ type: 'session.input_transcript.delta', delta: event.delta }]
    case 'reply-text-delta':
      return [{ type: 'session.output_transcript.delta', delta: event.delta }]
    case 'reply-audio-delta':
      return [{ type: 'session.output_audio.delta', delta: base64.encode(event.audio), sample_rate: 24_000, channels: 1, format: 'pcm16' }]
    case 'session-closed':
      return [{ type: 'session.closed' }]
    case 'transcript-failed':
      return [errorBody(wireError(event.code), null)]
    case 'reply-ended':
      return whyNotWhole(event.reply)
    case 'session-expired':
      return [errorBody(sessionExpired(), null)]
    case 'failed':
      return [errorBody(wireError(event.code, event.detail), event.commandId)]
    default:
      return []
  }
}

/** A turn that is not, or not wholly, translated is told; the session goes on with the next one. */
function whyNotWhole({ status }: ReplySnapshot): ServerEventBody[] {
  switch (status.phase) {
    case 'failed': {
      const { type, code } = wireError(status.code)
      return [errorBody({ type, code, message: `A turn could not be translated. ${status.message}`, param: null }, null)]
    }
    case 'incomplete': {
      const code = status.because.replaceAll('-', '_')
      return [errorBody({ type: 'server_error', code, message: 'The translation of a turn was cut short by the language model.', param: null }, null)]
    }
    default:
      return []
  }
}

export function errorBody({ type, code, message, param }: WireError, clientEventId: string | null): ServerEventBody {
  return { type: 'error', error: { type, code, message, param, event_id: clientEventId } }
}
