import { expect } from 'vitest'
import type { WireEvent } from '../support/wire-log.js'

/** What holds of every conversation on this wire, whatever it is about. `events` are all that a server sent, in order. */
export function expectWireRules(events: readonly WireEvent[]): void {
  const of = (type: string) => events.filter((event) => event.type === type)
  expect(events[0]?.type, 'the session is told first').toBe('session.created')
  expect(new Set(events.map((event) => event.event_id)).size, 'every event has an id of its own').toBe(events.length)

  const done = of('response.done').map(({ response }) => response)
  expect(done.map(({ id }) => id).sort(), 'each response is created once and done once').toEqual(
    of('response.created')
      .map(({ response }) => response.id)
      .sort(),
  )
  let active: string | null = null
  for (const { type, response } of events) {
    if ((type !== 'response.created' && type !== 'response.done') || response.conversation_id === null) continue
    expect(active, 'one response at a time in the conversation').toBe(type === 'response.created' ? null : response.id)
    active = type === 'response.created' ? response.id : null
  }
  for (const response of done) expectResponseRules(response, events)

  const added = of('conversation.item.added').map(({ item }) => item.id)
  expect(new Set(added).size, 'each item is added once').toBe(added.length)
  expect(
    of('conversation.item.done')
      .map(({ item }) => item.id)
      .sort(),
    'each item that is added is done once',
  ).toEqual([...added].sort())
  for (const { item_id, transcript } of of('conversation.item.input_audio_transcription.completed')) {
    expect(joined(events, 'conversation.item.input_audio_transcription.delta', item_id), 'transcript deltas make up the transcript').toBe(transcript)
  }
}

function expectResponseRules(response: WireEvent['response'], events: readonly WireEvent[]): void {
  const { id } = response
  const first = events.findIndex((event) => event.type === 'response.created' && event.response.id === id)
  const last = events.findIndex((event) => event.type === 'response.done' && event.response.id === id)
  for (const [at, event] of events.entries()) {
    // What is heard of a response goes on behind its end.
    if (event.response_id === id && !event.type.startsWith('output_audio_buffer.'))
      expect(at > first && at < last, `${event.type} lies between the start and the end of its response`).toBe(true)
  }
  const within = events.filter((event) => event.response_id === id)
  const of = (type: string) => within.filter((event) => event.type === type)
  expect(
    of('response.output_item.done').map(({ item }) => item),
    'the output is what was told item by item',
  ).toEqual(response.output)
  expect(of('response.output_item.added').map(({ item, output_index }) => [item.id, output_index])).toEqual(
    response.output.map((item: WireEvent['item'], index: number) => [item.id, index]),
  )
  for (const item of response.output) {
    const inConversation = events.filter((event) => event.type === 'conversation.item.done' && event.item.id === item.id).map((event) => event.item)
    expect(inConversation, 'the conversation is told of the same item').toEqual(response.conversation_id === null ? [] : [item])
    if (item.type === 'function_call') {
      expect(joined(within, 'response.function_call_arguments.delta', item.id), 'deltas make up the arguments').toBe(item.arguments)
      continue
    }
    expect(of('response.content_part.added').filter((event) => event.item_id === item.id)).toHaveLength(1)
    expect(of('response.content_part.done').filter((event) => event.item_id === item.id)).toHaveLength(1)
    const [part] = item.content
    const spoken = part.type === 'output_audio'
    const deltas = spoken ? 'response.output_audio_transcript.delta' : 'response.output_text.delta'
    expect(joined(within, deltas, item.id), 'deltas make up the text').toBe(spoken ? part.transcript : part.text)
  }
}

function joined(events: readonly WireEvent[], type: string, itemId: string): string {
  return events
    .filter((event) => event.type === type && event.item_id === itemId)
    .map((event) => event.delta)
    .join('')
}
