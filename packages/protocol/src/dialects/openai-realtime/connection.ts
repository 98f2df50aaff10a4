import { errorTable } from '../../vocabulary/errors.js'
import type { SessionEvent, SessionSnapshot } from '../../vocabulary/events.js'
import type { Closing, DialectConnection, ReadResult } from '../contract.js'
import { type WireError, wireError } from './errors.js'
import { pongMessage } from './extension.js'
import { callGrammar, type Grammar, grammar, readMessage } from './read.js'
import { type AudioDelta, audioDeltaMessage, errorBody, sessionExpired, writeEvent } from './write.js'

/** What one form of the API has of its own: the generally available one, or the beta before it. */
export interface WireForm {
  readonly grammar: Grammar
  /** The name of the event that carries audio. */
  readonly audioDelta: string
  /** Messages but for their `event_id`. `session` is what the client was last told of it. */
  write(event: Exclude<SessionEvent, AudioDelta>, session: SessionSnapshot | null): readonly { readonly type: string }[]
  /** An error with the fields at fault by the names that they have here. */
  nameFields(error: WireError): WireError
}

export const generallyAvailable: WireForm = { grammar, audioDelta: 'response.output_audio.delta', write: writeEvent, nameFields: (error) => error }

/** On a call, whose sound travels beside the messages. */
export const onCall: WireForm = { ...generallyAvailable, grammar: callGrammar }

/** Connections of a form. One remembers one thing: the session as the client was last told of it. */
export function connectAs(form: WireForm): (mintEventId: () => string) => DialectConnection {
  return (mintEventId) => {
    let session: SessionSnapshot | null = null

    function serialise(body: { readonly type: string }): string {
      return JSON.stringify(Object.assign({ type: body.type, event_id: mintEventId() }, body))
    }

    return {
      read(message): ReadResult {
        const outcome = readMessage(message, session?.settings ?? null, form.grammar, session?.kind.type)
        if ('command' in outcome) return { type: 'command', command: outcome.command }
        if ('pong' in outcome) return { type: 'acknowledged', receivedMessages: outcome.pong.receivedMessages, message: pongMessage(mintEventId()) }
        return { type: 'rejected', message: serialise(errorBody(form.nameFields(outcome.error), outcome.clientEventId)) }
      },
      write(event): string[] {
        if (event.type === 'reply-audio-delta') return [audioDeltaMessage(form.audioDelta, event, mintEventId())]
        if (event.type === 'session-started' || event.type === 'settings-updated') session = event.session
        return form.write(event, session).map(serialise)
      },
      closing,
    }
  }
}

/** 1001 at the end of a session's time, after which a client may come back; else 3000 with the wire's name of the error, which is final. */
export function closing(event: SessionEvent): Closing | null {
  if (event.type === 'session-expired') return { code: 1001, reason: sessionExpired().message }
  if (event.type !== 'failed' || !errorTable[event.code].fatal) return null
  const error = wireError(event.code, event.detail)
  return event.code === 'session-expired' ? { code: 1001, reason: error.message } : { code: 3000, reason: `${error.type}.${error.code}` }
}
