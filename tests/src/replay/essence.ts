import type { WireEvent } from '../support/wire-log.js'
import type { ExpectedLine } from './conversation.js'
import type { Happening } from './replay.js'

/** The fields of a happening that matter, for `expected.jsonl`. Settings are told by what has changed since they were last told. */
export function essences(happenings: readonly Happening[]): ExpectedLine[] {
  let session: unknown
  return happenings.map((happening) => {
    const { atMs } = happening
    if ('prompt' in happening) return { atMs, prompt: spoken(happening.prompt) }
    const { event } = happening
    const before = session
    if (event.type === 'session.created' || event.type === 'session.updated') session = event.session
    return { atMs, ...essence(event, before) }
  })
}

/** A prompt without the instructions at its head, whose wording is no matter of a conversation. */
export function spoken<Message extends { readonly role: string }>(prompt: readonly Message[]): Message[] {
  return prompt.filter((message, index) => index > 0 || message.role !== 'system')
}

function essence(event: WireEvent, sessionBefore: unknown): object {
  const { event_id: _, ...rest } = event
  switch (event.type) {
    case 'session.created':
      return { type: event.type, session: { id: event.session.id } }
    case 'session.updated':
      return { type: event.type, session: changes(sessionBefore, event.session) }
    case 'response.created': {
      const { id, status, conversation_id, metadata } = event.response
      return { type: event.type, response: { id, status, conversation_id, metadata } }
    }
    case 'response.done': {
      const { id, status, status_details, output, conversation_id, metadata, usage } = event.response
      return {
        type: event.type,
        response: { id, status, status_details, output, conversation_id, metadata, usage: { output_token_details: usage.output_token_details } },
      }
    }
    // Depends on the length of the instructions.
    case 'rate_limits.updated':
      return { type: event.type }
    default:
      return rest
  }
}

/** What is different in `after`, by the same paths; lists as a whole. */
function changes(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after
  return Object.fromEntries(
    Object.entries(after)
      .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]))
      .map(([key, value]) => [key, changes(before[key], value)]),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
