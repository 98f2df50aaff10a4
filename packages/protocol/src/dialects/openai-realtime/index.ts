import type { Dialect } from '../contract.js'
import { connectAs, generallyAvailable, onCall } from './connection.js'
import { initialSettings } from './session.js'
import { streamingModel } from './transcription-models.js'
import { initialTranscriptionSettings } from './transcription-session.js'

export * from './client-secrets.js'
export type { WireError } from './errors.js'
export { eventTables } from './event-table.js'
export { resumableMessage, resumedMessage } from './extension.js'
export { type Beyond, type LimitRow, limitTable } from './limits.js'
export * from './server-events.js'
export { type ClientEvent, type ClientEventName, clientEventNames } from './wire.js'

/** The OpenAI Realtime API as generally available since August 2025, over a WebSocket. */
export const openaiRealtime: Dialect = { name: 'openai-realtime', initialSettings, connect: connectAs(generallyAvailable) }

/** The same API on a call: events over a data channel, sound beside them. */
export const openaiRealtimeCall: Dialect = { name: 'openai-realtime-call', initialSettings, connect: connectAs(onCall) }

/** The same API in a session that only writes down what is said: `?intent=transcription`. `model`: what transcribes, where the client named it at connect. */
export function openaiTranscription(model: string | null): Dialect {
  return { name: 'openai-transcription', initialSettings: initialTranscriptionSettings(model ?? streamingModel), connect: connectAs(generallyAvailable) }
}
