import type { SessionSnapshot } from '../../vocabulary/events.js'
import type { SessionSettings, SettingsPatch, TurnDetection } from '../../vocabulary/settings.js'
import { invalidRequest, missingParameter, type WireError } from './errors.js'
import type { WireTranscriptionSession } from './server-events.js'
import { initialSettings, readSession, writeInput } from './session.js'
import { commitsByItself, deliveryOf } from './transcription-models.js'
import type { WireTranscriptionSessionUpdate } from './wire.js'

const noReplies = { createReply: false, interruptReply: false }

/** A session that only writes down what is said does so from its first turn on. */
export function initialTranscriptionSettings(model: string): SettingsPatch {
  const turnDetection = commitsByItself(model) ? null : ({ ...initialSettings.turnDetection, kind: 'server-vad', ...noReplies } as const)
  return { ...initialSettings, transcription: { model, language: null, prompt: null, ...deliveryOf(model) }, turnDetection }
}

/** `current` are the settings last told to the client. A model without turn detection turns it off, unless the client asks for it by name. */
export function readTranscriptionSession(
  { audio, include }: WireTranscriptionSessionUpdate,
  current: SessionSettings | null,
): { patch: SettingsPatch } | { error: WireError } {
  const input = audio?.input
  const read = readSession({ type: 'realtime', ...(input && { audio: { input } }), ...(include !== undefined && { include }) }, current)
  if ('missing' in read) return { error: missingParameter(read.missing) }
  const { turnDetection, ...patch } = read
  const model = (patch.transcription ?? current?.transcription)?.model
  if (model === undefined || !commitsByItself(model)) {
    return { patch: turnDetection === undefined ? patch : { ...patch, turnDetection: turnDetection && { ...turnDetection, ...noReplies } } }
  }
  if (turnDetection) {
    return { error: invalidRequest('invalid_value', 'Turn detection is not supported for this transcription model.', 'session.audio.input.turn_detection') }
  }
  return { patch: { ...patch, turnDetection: null } }
}

export function writeTranscriptionSession({ id, settings, expiresAtMs }: SessionSnapshot): WireTranscriptionSession {
  const { turnDetection } = settings
  return {
    type: 'transcription',
    object: 'realtime.transcription_session',
    id,
    expires_at: Math.floor(expiresAtMs / 1000),
    include: settings.kept.include ?? null,
    audio: { input: { ...writeInput(settings), turn_detection: turnDetection && writeDetection(turnDetection) } },
  }
}

function writeDetection(detection: TurnDetection): WireTranscriptionSession['audio']['input']['turn_detection'] {
  if (detection.kind === 'semantic-vad') return { type: 'semantic_vad', eagerness: detection.eagerness }
  const { threshold, prefixPaddingMs, silenceDurationMs } = detection
  return { type: 'server_vad', threshold, prefix_padding_ms: prefixPaddingMs, silence_duration_ms: silenceDurationMs }
}
