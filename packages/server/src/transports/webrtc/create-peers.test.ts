import { expect, it } from 'vitest'
import { systemClock } from '../../lib/clock.js'
import { createPeers } from './create-peers.js'

it('a server whose WebRTC library cannot be loaded says so, call by call', async () => {
  const load = () => Promise.reject(new Error("Cannot find package 'werift'"))
  const peers = createPeers({ clock: systemClock, addresses: () => ({ offered: ['127.0.0.1'], bound: null }), ports: null, load })
  const offer = ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'a=fingerprint:x', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel'].join('\r\n')
  await expect(peers.answer(offer)).rejects.toMatchObject({ code: 'peers-unavailable', cause: expect.any(Error) })
})
