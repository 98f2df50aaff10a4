import { errorTable } from '../../vocabulary/errors.js'
import type { SessionEvent, SessionSnapshot } from '../../vocabulary/events.js'
import type { Closing, DialectConnection, ReadResult } from '../contract.js'
import { wireError } from './errors.js'
import { pongMessage } from './extension.js'
import { readMessage } from './read.js'
import type { ServerEventBody } from './server-events.js'
import { audioDeltaMessage, errorBody, sessionExpired, writeEvent } from './write.js'

/** Remembers one thing: the session as the client was last told of it. */
export function connect(mintEventId: () => string): DialectConnection {
  let session: SessionSnapshot | null = null

  function serialise(body: ServerEventBody): string {
    return JSON.stringify(Object.assign({ type: body.type, event_id: mintEventId() }, body))
  }

  return {
    read(message): ReadResult {
      const outcome = readMessage(message, session?.settings ?? null)
      if ('command' in outcome) return { type: 'command', command: outcome.command }
      if ('pong' in outcome) return { type: 'acknowledged', receivedMessages: outcome.pong.receivedMessages, message: pongMessage(mintEventId()) }
      return { type: 'rejected', message: serialise(errorBody(outcome.error, outcome.clientEventId)) }
    },
    write(event): string[] {
      if (event.type === 'reply-audio-delta') return [audioDeltaMessage(event, mintEventId())]
      if (event.type === 'session-started' || event.type === 'settings-updated') session = event.session
      return writeEvent(event, session).map(serialise)
    },
    closing,
  }
}

/** 1001 at the end of a session's time, after which a client may come back; else 3000 with the wire's name of the error, which is final. */
function closing(event: SessionEvent): Closing | null {
  if (event.type === 'session-expired') return { code: 1001, reason: sessionExpired().message }
  if (event.type !== 'failed' || !errorTable[event.code].fatal) return null
  const error = wireError(event.code, event.detail)
  return event.code === 'session-expired' ? { code: 1001, reason: error.message } : { code: 3000, reason: `${error.type}.${error.code}` }
}
