import { bytesFromInt16 } from '@sidetone/audio'
import { describe, expect, it } from 'vitest'
import { base64FromBytes } from '../base64.js'
import type { ConversationStore } from '../contract.js'
import { Loudspeaker, ManualClock, Network, PlainServer, speakerOf, tone } from '../test-support/index.js'
import { createVoiceClient } from '../voice-client.js'
import { readKept, writeKept } from './kept-conversation.js'

/** A client that is told a reply of five seconds at once; half a second of it comes with each message. */
async function hearing() {
  const clock = new ManualClock()
  const server = new PlainServer()
  const network = new Network(clock, (visit) => server.serve(visit))
  const loudspeaker = new Loudspeaker(clock)
  let text: string | null = null
  const store: ConversationStore = {
    onLeave: null,
    read: () => null,
    write(kept) {
      text = kept
    },
    clear() {
      text = null
    },
  }
  const speaker = speakerOf(loudspeaker)
  const client = createVoiceClient({ url: 'ws://server', clock, openSocket: network.open, speaker, store, adaptQuality: false })
  const opening = client.connect()
  await clock.advance(200)
  await opening
  server.say({ type: 'response.created', response: { id: 'r', status: 'in_progress', output: [] } })
  for (let packet = 0; packet < 10; packet++) {
    const delta = base64FromBytes(bytesFromInt16(tone(300, 12_000, 24_000, packet * 12_000)))
    server.say({ type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', content_index: 0, delta })
  }
  server.say({ type: 'response.output_audio.done', response_id: 'r', item_id: 'i', content_index: 0 })
  const leave = () => {
    store.onLeave?.()
    return readKept(text ?? '')
  }
  const acknowledged = () => server.received.flatMap((event) => (event.type === 'sidetone.ping' ? [Number(event.received_messages)] : []))
  return { client, loudspeaker, leave, acknowledged, kept: () => text }
}

/** Of the session: its two greetings, the answer to the first settings, and the beginning of the reply. */
const before = 4

describe('the keeper', () => {
  it('keeps a conversation from the first message on whose audio was not heard', async () => {
    const { client, loudspeaker, leave } = await hearing()
    await loudspeaker.run(2_000)
    const middle = leave()
    // Between 1.5 and 2 s of five are heard: the fourth message of audio is under way.
    expect(middle?.link.received).toBe(before + 3)
    expect(middle?.heard.sounding?.playedMs).toBeGreaterThan(1_500)
    await loudspeaker.run(6_000)
    expect(leave()?.link.received).toBeGreaterThanOrEqual(before + 11)
    client.disconnect()
  })
  it('the server has to keep what a page to come may need, and no more', async () => {
    const { client, loudspeaker, acknowledged } = await hearing()
    await loudspeaker.run(2_500)
    const soFar = acknowledged()
    expect(Math.max(...soFar)).toBeLessThanOrEqual(before + 5)
    await loudspeaker.run(9_000)
    expect(Math.max(...acknowledged())).toBeGreaterThanOrEqual(before + 11)
    client.disconnect()
  })
  it('what was written stays good: the server is not told to forget it', async () => {
    const { client, loudspeaker, leave, acknowledged } = await hearing()
    await loudspeaker.run(2_000)
    const written = leave()?.link.received ?? 0
    await loudspeaker.run(9_000)
    expect(Math.max(...acknowledged())).toBe(written)
    client.disconnect()
  })
  it('an interrupted reply need not come again', async () => {
    const { client, loudspeaker, leave } = await hearing()
    await loudspeaker.run(2_000)
    client.interrupt()
    const kept = leave()
    expect(kept?.link.received).toBe(kept?.handled)
    client.disconnect()
  })
  it('keeps nothing behind the end of the conversation', async () => {
    const { client, leave, kept } = await hearing()
    leave()
    client.disconnect()
    expect([kept(), leave()]).toEqual([null, null])
  })
  it('acts on a message that comes again only when the earlier page did not', async () => {
    const { client: first, loudspeaker, leave } = await hearing()
    await loudspeaker.run(1_000)
    const kept = leave()
    first.disconnect()
    if (!kept) throw new Error('Nothing was kept.')
    const acted = { ...kept, handled: kept.link.received + 1 }
    const clock = new ManualClock()
    const ran: unknown[] = []
    const network = new Network(clock, (visit) => {
      visit.send(JSON.stringify({ type: 'sidetone.session.resumed', received: 0 }))
      for (const call_id of ['acted-on', 'missed']) {
        visit.send(
          JSON.stringify({ type: 'response.output_item.done', item: { type: 'function_call', status: 'completed', call_id, name: 'note', arguments: '{}' } }),
        )
      }
    })
    const tools = { note: { description: '', parameters: {}, run: (_: unknown, { callId }: { readonly callId: string }) => ran.push(callId) } }
    const store: ConversationStore = { onLeave: null, read: () => writeKept(acted), write() {}, clear() {} }
    const client = createVoiceClient({ url: 'ws://server', clock, openSocket: network.open, store, tools })
    const opening = client.connect()
    await clock.advance(200)
    await opening
    expect(ran).toEqual(['missed'])
    client.disconnect()
  })
})
