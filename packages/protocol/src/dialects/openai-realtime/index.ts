import type { Dialect } from '../contract.js'
import { connectAs, generallyAvailable } from './connection.js'
import { initialSettings } from './session.js'

export * from './client-secrets.js'
export type { WireError } from './errors.js'
export { resumableMessage, resumedMessage } from './extension.js'
export * from './server-events.js'
export { type ClientEvent, type ClientEventName, clientEventNames } from './wire.js'

/** The OpenAI Realtime API as generally available since August 2025, over a WebSocket. */
export const openaiRealtime: Dialect = { name: 'openai-realtime', initialSettings, connect: connectAs(generallyAvailable) }
