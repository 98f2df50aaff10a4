import { describe, expect, it } from 'vitest'
import { lookAtEvent } from './look-at-event.js'

const item = { id: 'item_1', type: 'message', status: 'completed', role: 'user', content: [{ type: 'input_text', text: 'Hi.' }] }
const added = { type: 'conversation.item.added', event_id: 'event_1', previous_item_id: null, item }

describe('an event is held against its published shape', () => {
  it('one that has all it must have is without problems', () => {
    expect(lookAtEvent(added)).toEqual({ problems: [], unknownFields: [] })
  })

  it.each([
    ['a field that is missing', { ...added, previous_item_id: undefined }, 'previous_item_id: missing, expected a string or null'],
    ['a field of another type', { ...added, item: { ...item, id: 7 } }, 'item.id: expected a string, got 7'],
    [
      'a word that there is not',
      { ...added, item: { ...item, status: 'cancelled' } },
      'item.status: expected "in_progress" or "completed" or "incomplete", got "cancelled"',
    ],
    ['a fault deep inside', { ...added, item: { ...item, content: [{ type: 'input_text' }] } }, 'item.content[0].text: missing, expected a string'],
    ['an event_id that is missing', { ...added, event_id: undefined }, 'event_id: missing, expected a string'],
  ])('%s is a problem with its path', (_what, event, problem) => {
    expect(lookAtEvent(event)?.problems).toEqual([problem])
  })

  it('fields and content types beyond the API are noted, not refused', () => {
    const event = { ...added, extra: 1, item: { ...item, content: [{ type: 'input_scent' }] } }
    expect(lookAtEvent(event)).toEqual({ problems: [], unknownFields: ['item.content[0].type "input_scent"', 'extra'] })
  })

  it('an event that the API does not know has no shape', () => {
    expect(lookAtEvent({ type: 'sidetone.turn.decision' })).toBeNull()
  })
})
