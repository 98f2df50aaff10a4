import type { ExpectedLine } from './conversation.js'
import type { Happening } from './replay.js'
import type { WireEvent } from './wire-event.js'

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
  const { type } = event
  switch (type) {
    case 'session.created':
      return { type, session: { id: event.session.id } }
    case 'session.updated':
      return { type, session: changes(sessionBefore, event.session) }
    case 'conversation.item.added':
    case 'conversation.item.done':
    case 'conversation.item.created':
      return { type, previous_item_id: event.previous_item_id, item: event.item }
    // Its item is told in full by the conversation, and by its parts.
    case 'response.output_item.added':
    case 'response.output_item.done':
      return { type, response_id: event.response_id, output_index: event.output_index, item: brief(event.item) }
    case 'response.created':
      return { type, response: { id: event.response.id, status: event.response.status, ...marks(event.response) } }
    case 'response.done': {
      const { id, status, status_details, output, usage } = event.response
      return {
        type,
        response: { id, status, status_details, output: output.map(brief), ...marks(event.response), usage: { output_tokens: usage.output_tokens } },
      }
    }
    case 'output_audio_buffer.started':
    case 'output_audio_buffer.stopped':
    case 'output_audio_buffer.cleared':
      return { type, response_id: event.response_id }
    // Its figures depend on the length of the instructions.
    case 'rate_limits.updated':
      return { type }
    default: {
      const { event_id: _, response_id: __, output_index: ___, content_index: ____, ...rest } = event
      return rest
    }
  }
}

function brief({ id, type, status }: WireEvent['item']): object {
  return { id, type, status }
}

/** What tells a response from others: that it is outside the conversation, and the client's own marks. */
function marks({ conversation_id, metadata }: WireEvent['response']): object {
  return { ...(conversation_id === null && { conversation_id }), ...(metadata !== null && { metadata }) }
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
