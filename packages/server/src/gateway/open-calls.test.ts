import { describe, expect, it } from 'vitest'
import type { PeerCall, Peers } from '../transports/contract.js'
import { createLinkPair } from '../transports/in-memory/link-pair.js'
import { createSoundPair } from '../transports/in-memory/sound-line.js'
import { OpenCalls } from './open-calls.js'

/** Peers whose calls end when they are told to. */
function scriptedPeers(): { peers: Peers; calls: PeerCall[] } {
  const calls: PeerCall[] = []
  const answer = async (offer: string): Promise<PeerCall> => {
    let tell: (because: string) => void = () => {}
    const ended = new Promise<string>((resolve) => {
      tell = resolve
    })
    const call: PeerCall = { answer: `answer to ${offer}`, onConnected: null, ended, end: (because) => tell(because) }
    calls.push(call)
    return call
  }
  return { peers: { answer }, calls }
}

function openCalls() {
  const { peers, calls } = scriptedPeers()
  const told: string[] = []
  let minted = 0
  const open = new OpenCalls<string>({
    peers,
    mintCallId: () => `rtc_${++minted}`,
    onCall: (callId, _, request) => told.push(`${callId} connected, ${request}`),
    onEnd: (callId, because) => told.push(`${callId} ended: ${because}`),
  })
  return { open, calls, told }
}

describe('open calls', () => {
  it('have their place from the offer to the end', async () => {
    const { open, calls, told } = openCalls()
    const answering = open.answer('offer', 'somebody')
    expect(open.size).toBe(1)
    expect(await answering).toEqual({ callId: 'rtc_1', answer: 'answer to offer' })
    calls[0]?.onConnected?.({ link: createLinkPair().link, sound: createSoundPair().sound })
    expect(open.size).toBe(1)
    calls[0]?.end('the client left')
    await calls[0]?.ended
    expect(open.size).toBe(0)
    expect(told).toEqual(['rtc_1 connected, somebody', 'rtc_1 ended: the client left'])
  })

  it('are hung up by their id, once', async () => {
    const { open } = openCalls()
    const { callId } = await open.answer('offer', '')
    expect(open.hangUp('rtc_other')).toBe(false)
    expect(open.hangUp(callId)).toBe(true)
    await open.close()
    expect(open.hangUp(callId)).toBe(false)
  })

  it('all end when the server does, those as well that are just being answered', async () => {
    const { open, told } = openCalls()
    await open.answer('first', '')
    const late = open.answer('second', '')
    await open.close()
    await late
    await open.close()
    expect(told).toEqual(['rtc_1 ended: the server is shutting down', 'rtc_2 ended: the server is shutting down'])
  })
})
