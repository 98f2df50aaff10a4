import type { WireEvent } from '../contract.js'
import { serverEventFields } from './server-events.js'
import { type Findings, object, string, word } from './shape.js'

const shapes = new Map(
  Object.entries(serverEventFields).map(([type, fields]) => [
    type,
    object({ type: word(type), ...(type === 'input_audio_buffer.dtmf_event_received' ? {} : { event_id: string }), ...fields }),
  ]),
)

/** How an event differs from its published shape; null for a type that the API does not know. */
export function lookAtEvent(event: WireEvent): Findings | null {
  const shape = shapes.get(event.type)
  if (!shape) return null
  const found: Findings = { problems: [], unknownFields: [] }
  shape.look(event, '', found)
  return found
}
