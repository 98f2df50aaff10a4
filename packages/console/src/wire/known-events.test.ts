import { clientEventNames, serverEventNames } from '@sidetone/protocol/openai-realtime'
import { describe, expect, it } from 'vitest'
import { knownEvents } from './known-events.js'

/** The page is bundled without the protocol and its schemas, so it has a list of its own. It talks over a WebSocket: what only a call over WebRTC has is not in it. */
describe('the events that the console knows', () => {
  it('are those that the server takes', () => {
    expect([...knownEvents.sent].sort()).toEqual([...clientEventNames].sort())
  })

  it('are those that the server sends', () => {
    const overWebSocket = serverEventNames.filter((name) => !name.startsWith('output_audio_buffer.'))
    expect([...knownEvents.received].sort()).toEqual(overWebSocket.sort())
  })
})
