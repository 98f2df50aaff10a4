import type { SessionEvent, SessionSnapshot } from '../../vocabulary/events.js'
import type { ServerEventBody } from '../openai-realtime/server-events.js'
import { type AudioDelta, conversationId, limitsBody, writeEvent } from '../openai-realtime/write.js'
import { betaError } from './errors.js'
import { betaName } from './server-events.js'
import { betaItem, betaResponse, betaSession, defaultTemperature } from './session.js'

type Body = { readonly type: string; readonly [field: string]: unknown }

/** What the generally available API says of an event, in the beta's names and order. */
export function writeBetaEvent(event: Exclude<SessionEvent, AudioDelta>, session: SessionSnapshot | null): Body[] {
  // Told behind `response.created`, and not again.
  if (event.type === 'limits-updated') return []
  const bodies = writeEvent(event, session).flatMap((body) => translate(body, temperatureOf(session)))
  if (event.type === 'session-started') {
    bodies.push({ type: 'conversation.created', conversation: { id: conversationId(session), object: 'realtime.conversation' } })
  }
  if (event.type === 'reply-started' && event.tokens) bodies.push(limitsBody(event.tokens))
  return bodies
}

function temperatureOf(session: SessionSnapshot | null): number {
  const { temperature } = session?.settings.kept ?? {}
  return typeof temperature === 'number' ? temperature : defaultTemperature
}

function translate(body: ServerEventBody, temperature: number): Body[] {
  const type = betaName(body.type)
  if (type === null) return []
  // Sessions of other kinds are the business of other dialects.
  if ('session' in body) return body.session.type !== 'realtime' ? [] : [{ ...body, session: betaSession(body.session, temperature) }]
  if ('response' in body) return [{ ...body, response: betaResponse(body.response, temperature) }]
  if ('item' in body) return [{ ...body, type, item: betaItem(body.item) }]
  if (body.type === 'error') {
    const { event_id, ...error } = body.error
    return [{ type, error: { ...betaError(error), event_id } }]
  }
  return [{ ...body, type }]
}
