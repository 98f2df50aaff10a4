import type { Dialect } from '../contract.js'
import { connectAs } from '../openai-realtime/connection.js'
import { initialSettings } from '../openai-realtime/session.js'
import { clientEventNames } from '../openai-realtime/wire.js'
import { betaError } from './errors.js'
import { renamed } from './server-events.js'
import { clientEvents } from './wire.js'
import { writeBetaEvent } from './write.js'

export { betaName } from './server-events.js'
export type { ClientEvent } from './wire.js'

/** The OpenAI Realtime API as it was in its beta (`OpenAI-Beta: realtime=v1`): another form of the generally available one, which it is translated from and to. */
export const openaiRealtimeBeta: Dialect = {
  name: 'openai-realtime-beta',
  initialSettings,
  connect: connectAs({
    grammar: { names: clientEventNames, events: clientEvents },
    audioDelta: renamed['response.output_audio.delta'],
    write: writeBetaEvent,
    nameFields: betaError,
  }),
}
