import { describe, expect, it } from 'vitest'
import { clientEventRows, type EventRow, eventTables, serverEventRows, supportedEvents } from './event-table.js'

describe('the table of events', () => {
  it.each([
    ['client', supportedEvents.client, clientEventRows],
    ['server', supportedEvents.server, serverEventRows],
  ] as const)('has a row for every %s event that there is, and says why of every one that is not supported', (_side, supported, rows) => {
    expect(Object.keys(rows)).toEqual(expect.arrayContaining([...supported]))
    const unexplained = Object.entries<EventRow>(rows).filter(([name, { missing }]) => !(supported as readonly string[]).includes(name) && !missing)
    expect(unexplained).toEqual([])
  })

  it('is written with one line an event', () => {
    const lines = eventTables().split('\n')
    expect(lines.filter((line) => line.startsWith('| `'))).toHaveLength(Object.keys(clientEventRows).length + Object.keys(serverEventRows).length)
    expect(lines).toContain('| `input_audio_buffer.dtmf_event_received` | no | belongs to SIP |')
  })
})
