import type { CallLog } from './call/call.js'
import type { EventCoverage } from './contract.js'
import { lookAtEvent } from './shapes/look-at-event.js'
import { elsewhere, knownServerEvents } from './shapes/server-events.js'

/** The client events of the published API, and the answers that show that they were understood. An append has none; it is the commit that shows it. */
export const clientEventAnswers = {
  'session.update': ['session.updated'],
  'input_audio_buffer.append': ['input_audio_buffer.committed', 'input_audio_buffer.speech_started'],
  'input_audio_buffer.commit': ['input_audio_buffer.committed'],
  'input_audio_buffer.clear': ['input_audio_buffer.cleared'],
  'conversation.item.create': ['conversation.item.added'],
  'conversation.item.retrieve': ['conversation.item.retrieved'],
  'conversation.item.truncate': ['conversation.item.truncated'],
  'conversation.item.delete': ['conversation.item.deleted'],
  'response.create': ['response.created'],
  'response.cancel': ['response.done'],
  'output_audio_buffer.clear': [],
} as const

export function clientCoverage(calls: readonly CallLog[]): readonly EventCoverage[] {
  return Object.entries(clientEventAnswers).map(([type, answers]) => {
    if (answers.length === 0) return { type, state: 'elsewhere', because: 'WebRTC and SIP only' }
    const answered = calls.some(
      ({ sent, events }) => sent.some((event) => event.type === type) && events.some((event) => (answers as readonly string[]).includes(event.type)),
    )
    return { type, state: answered ? 'seen' : 'not-seen' }
  })
}

export function serverCoverage(calls: readonly CallLog[]): readonly EventCoverage[] {
  const seen = new Set(calls.flatMap(({ events }) => events.map(({ type }) => type)))
  return knownServerEvents.map((type) => {
    const because = elsewhere[type]
    if (seen.has(type)) return { type, state: 'seen' }
    return because === undefined ? { type, state: 'not-seen' } : { type, state: 'elsewhere', because }
  })
}

/** Events and fields beyond the published API. Servers may add to it; clients pass over what they do not know. */
export function notesOf(calls: readonly CallLog[]): readonly string[] {
  const notes = new Set<string>()
  for (const event of calls.flatMap(({ events }) => events)) {
    const found = lookAtEvent(event)
    if (found === null) notes.add(`event ${event.type}`)
    else for (const field of found.unknownFields) notes.add(`${event.type}: ${field.replace(/\[\d+\]/g, '[]')}`)
  }
  return [...notes].sort()
}
