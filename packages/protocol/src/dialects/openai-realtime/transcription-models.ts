import type { TranscriptionSettings } from '../../vocabulary/settings.js'

/*
 * Any name of a model is taken, and one recogniser does the work; the name says how a client wants to be told. whisper-1 was recorded with one delta for a
 * turn, gpt-realtime-whisper with deltas while the user still speaks.
 */

/** The default of transcription sessions. */
export const streamingModel = 'gpt-4o-transcribe'

const asSpoken: ReadonlySet<string> = new Set([streamingModel, 'gpt-transcribe', 'gpt-live-transcribe', 'gpt-realtime-whisper'])

/** When the words of a turn are told. Names that SDKs send unasked (gpt-4o-mini-transcribe) are told at once, since each piece costs work. */
export function deliveryOf(model: string): Pick<TranscriptionSettings, 'delivery'> {
  return asSpoken.has(model) ? { delivery: 'as-spoken' } : {}
}

/** The client commits by itself: OpenAI's server has no turn detection for it in a transcription session. */
export function commitsByItself(model: string): boolean {
  return model === 'gpt-realtime-whisper'
}

/** Its words are told in segments as well. */
export function tellsSegments(model: string): boolean {
  return model === 'gpt-4o-transcribe-diarize'
}
