import type { SessionEvent } from '../../vocabulary/events.js'
import type { Dialect, DialectConnection } from '../contract.js'
import { closing } from '../openai-realtime/connection.js'
import { readMessage } from './read.js'
import { initialTranslationSettings } from './session.js'
import { errorBody, type ServerEventBody, writeEvent } from './write.js'

export { readSecretSession } from './secret-session.js'
export { clientEventNames } from './wire.js'

/** Translation sessions of the OpenAI Realtime API, at a path and with events of their own. */
export const openaiTranslation: Dialect = { name: 'openai-translation', initialSettings: initialTranslationSettings, connect }

/** A connection remembers the turns that its two transcripts have come to: they are one running text each, so a turn begins with a space. */
function connect(mintEventId: () => string): DialectConnection {
  const lastTurn: { [type: string]: string } = {}

  function serialise(body: ServerEventBody): string {
    return JSON.stringify(Object.assign({ type: body.type, event_id: mintEventId() }, body))
  }

  function spaced(body: ServerEventBody, itemId: string): ServerEventBody {
    if (!('delta' in body) || body.type === 'session.output_audio.delta') return body
    const isNext = lastTurn[body.type] !== undefined && lastTurn[body.type] !== itemId
    lastTurn[body.type] = itemId
    return isNext && !/^\s/.test(body.delta) ? { ...body, delta: ` ${body.delta}` } : body
  }

  return {
    read(message) {
      const outcome = readMessage(message)
      if ('command' in outcome) return { type: 'command', command: outcome.command }
      return { type: 'rejected', message: serialise(errorBody(outcome.error, outcome.clientEventId)) }
    },
    write: (event) => writeEvent(event).map((body) => serialise(spaced(body, itemOf(event)))),
    closing: (event) => (event.type === 'session-closed' ? { code: 1000, reason: 'closed' } : closing(event)),
  }
}

function itemOf(event: SessionEvent): string {
  if (event.type === 'transcript-delta') return event.itemId
  return event.type === 'reply-text-delta' ? event.place.itemId : ''
}
