import { openaiRealtime } from '@sidetone/protocol/openai-realtime'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { openSession } from '../session/test-support/stages.js'
import { createLinkPair } from '../transports/in-memory/link-pair.js'
import { connect } from './connection.js'

function connected(credential: 'accepted' | 'unknown-key' = 'accepted') {
  const { link, client } = createLinkPair()
  const ends: string[] = []
  connect({
    link,
    dialect: openaiRealtime,
    mintEventId: () => 'event_1',
    clock: new ManualClock(),
    credential: { kind: credential },
    openSession: () => openSession().session,
    onEnd: (because) => ends.push(because),
  })
  return { link, client, ends }
}

describe('why a connection ended is told once:', () => {
  it('what its own side closed it for', () => {
    const { link, client, ends } = connected()
    link.close(1008, 'the client does not read what it is sent')
    client.close()
    expect(ends).toEqual(['the client does not read what it is sent'])
  })

  it('an error that ends the session', () => {
    expect(connected('unknown-key').ends).toEqual(['invalid_request_error.invalid_api_key'])
  })

  it('no more than that it closed, when the client did', () => {
    const { client, ends } = connected()
    client.close(4321, 'words of a client')
    expect(ends).toEqual(['the connection closed'])
  })
})
