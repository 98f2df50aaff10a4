import { expect } from 'vitest'
import type { WireEvent } from '../support/wire-log.js'

/** What holds of every conversation in the beta form. `events` are all that a server sent, in order. */
export function expectBetaRules(events: readonly WireEvent[]): void {
  const of = (type: string) => events.filter((event) => event.type === type)
  expect(
    events.slice(0, 2).map(({ type }) => type),
    'the session is told first, then its conversation',
  ).toEqual(['session.created', 'conversation.created'])
  expect(new Set(events.map((event) => event.event_id)).size, 'every event has an id of its own').toBe(events.length)
  const created = of('response.created').map(({ response }) => response.id)
  expect(
    of('response.done')
      .map(({ response }) => response.id)
      .sort(),
    'each response is created once and done once',
  ).toEqual(created.sort())
  const items = of('conversation.item.created').map(({ item }) => item.id)
  expect(new Set(items).size, 'each item is created once').toBe(items.length)
  for (const [at, { type }] of events.entries()) {
    if (type === 'response.created') expect(events[at + 1]?.type, 'a response begins with what is left of its tokens').toBe('rate_limits.updated')
  }
  // Errors repeat what the client wrote.
  const told = events.filter(({ type }) => type !== 'error')
  expect(JSON.stringify(told), 'nothing has a name of the later API').not.toMatch(
    /conversation\.item\.(added|done)|output_text|output_audio["._](?!format)|output_modalities|"type":"realtime"/,
  )
}
