import type { WireEvent } from './contract.js'
import { Unknown } from './verdict.js'

/** The events of one response, in order: those that name it, and those of the conversation for its items. */
export function eventsOfResponse(events: readonly WireEvent[], responseId: string): readonly WireEvent[] {
  const items = new Set(events.flatMap((event) => (event.type === 'response.output_item.added' && event.response_id === responseId ? [event.item.id] : [])))
  return events.filter(
    (event) =>
      event.response_id === responseId ||
      event.response?.id === responseId ||
      ((event.type === 'conversation.item.added' || event.type === 'conversation.item.done') && items.has(event.item?.id)),
  )
}

/** Without what may come at any time between. */
export function withoutDeltas(events: readonly WireEvent[]): readonly WireEvent[] {
  return events.filter(({ type }) => !type.endsWith('.delta') && !type.includes('input_audio_transcription') && type !== 'rate_limits.updated')
}

/** The recorded order of a response's events without deltas, from what its `response.done` holds. */
export function skeletonOf(done: WireEvent): readonly string[] {
  const { output, conversation_id: conversation } = done.response
  const items = (output as readonly WireEvent[]).flatMap((item) => itemSkeleton(item, conversation !== null))
  return ['response.created', ...items, 'response.done']
}

function itemSkeleton(item: WireEvent, inConversation: boolean): readonly string[] {
  return [
    'response.output_item.added',
    ...(inConversation ? ['conversation.item.added'] : []),
    ...insideOf(item),
    ...(inConversation ? ['conversation.item.done'] : []),
    'response.output_item.done',
  ]
}

function insideOf(item: WireEvent): readonly string[] {
  if (item.type === 'function_call') return ['response.function_call_arguments.done']
  if (item.type !== 'message') throw new Unknown('skipped', `the reply holds an item of type ${item.type}, for which no order is recorded`)
  return (item.content as readonly WireEvent[]).flatMap(({ type }) => [
    'response.content_part.added',
    ...(type === 'output_audio' ? ['response.output_audio.done', 'response.output_audio_transcript.done'] : ['response.output_text.done']),
    'response.content_part.done',
  ])
}

export function joined(events: readonly WireEvent[], type: string): string {
  return events
    .filter((event) => event.type === type)
    .map(({ delta }) => delta)
    .join('')
}
