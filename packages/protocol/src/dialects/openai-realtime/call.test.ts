import { describe, expect, it } from 'vitest'
import { openaiRealtime, openaiRealtimeCall } from './index.js'

const clear = JSON.stringify({ type: 'output_audio_buffer.clear', event_id: 'mine' })

describe('the API on a call', () => {
  it('takes an order to clear what is heard', () => {
    expect(openaiRealtimeCall.connect(() => 'event_1').read(clear)).toEqual({ type: 'command', command: { type: 'clear-playback', commandId: 'mine' } })
  })

  it('answers an unknown event with all that there are on a call', () => {
    const read = openaiRealtimeCall.connect(() => 'event_1').read('{"type":"dance"}')
    expect(read).toMatchObject({ type: 'rejected', message: expect.stringContaining("'response.cancel', and 'output_audio_buffer.clear'.") })
  })

  it('over a WebSocket does not know that order', () => {
    const read = openaiRealtime.connect(() => 'event_1').read(clear)
    expect(read).toMatchObject({ type: 'rejected', message: expect.stringContaining("Invalid value: 'output_audio_buffer.clear'.") })
  })

  it.each([
    ['playback-started', 'output_audio_buffer.started'],
    ['playback-stopped', 'output_audio_buffer.stopped'],
    ['playback-cleared', 'output_audio_buffer.cleared'],
  ] as const)('tells %s as %s', (type, name) => {
    const messages = openaiRealtimeCall.connect(() => 'event_1').write({ type, replyId: 'resp_1' })
    expect(messages.map((each) => JSON.parse(each))).toEqual([{ type: name, event_id: 'event_1', response_id: 'resp_1' }])
  })
})
