import type { MediaStreamTrack, RTCPeerConnection } from 'werift'
import type { Clock } from '../../lib/clock.js'
import { OfferError, type PeerCall, type Peers, PeersUnavailableError } from '../contract.js'
import type { CallAddresses } from './call-addresses.js'
import { checkOffer } from './check-offer.js'
import { longestMessageBytes } from './data-channel-link.js'
import { loadWerift, type Werift } from './load-werift.js'
import { negotiatedCodecs } from './negotiated-codecs.js'
import { WeriftCall } from './werift-call.js'

export interface PeersOptions {
  readonly clock: Clock
  /** Asked with each call. */
  readonly addresses: () => CallAddresses
  /** UDP ports of calls; null: any free ones. */
  readonly ports: { readonly first: number; readonly last: number } | null
  /** Loads the library; only tests give another. */
  readonly load?: () => Promise<Werift>
}

/** WebRTC peers that answer offers. */
export function createPeers({ clock, addresses, ports, load = loadWerift }: PeersOptions): Peers {
  let lastAnswer: Promise<unknown> = Promise.resolve()
  return {
    async answer(offer) {
      const checked = checkOffer(offer)
      // The library looks for a free port of the range and binds it a moment later: one search at a time.
      const answering = lastAnswer.then(() => answerOffer(checked))
      lastAnswer = answering.catch(() => {})
      return answering
    },
  }

  async function answerOffer(offer: string): Promise<PeerCall> {
    const werift = await load().catch((cause) => {
      throw new PeersUnavailableError('This server cannot answer calls: its WebRTC library could not be loaded.', { cause })
    })
    const connection = connectionOf(werift, addresses(), ports)
    try {
      const track = new werift.MediaStreamTrack({ kind: 'audio' })
      const answer = await negotiate(connection, track, offer)
      return new WeriftCall({ werift, clock, connection, track, answer })
    } catch (error) {
      await connection.close()
      throw error
    }
  }
}

function connectionOf(
  { RTCPeerConnection, RTCRtpCodecParameters }: Werift,
  { offered, bound }: CallAddresses,
  ports: PeersOptions['ports'],
): RTCPeerConnection {
  return new RTCPeerConnection({
    codecs: {
      audio: [
        new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }),
        new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8_000, channels: 1, payloadType: 0 }),
        new RTCRtpCodecParameters({ mimeType: 'audio/PCMA', clockRate: 8_000, channels: 1, payloadType: 8 }),
      ],
      video: [],
    },
    // No server elsewhere is asked anything, and no address is offered but these.
    iceServers: [],
    iceUseIpv4: false,
    iceUseIpv6: false,
    // Several addresses would search the range at the same time.
    iceAdditionalHostAddresses: ports ? offered.slice(0, 1) : [...offered],
    ...(bound && { iceInterfaceAddresses: bound }),
    ...(ports && { icePortRange: [ports.first, ports.last] as [number, number] }),
    maxMessageSize: longestMessageBytes,
  })
}

async function negotiate(connection: RTCPeerConnection, track: MediaStreamTrack, offer: string): Promise<string> {
  connection.addTrack(track)
  try {
    await connection.setRemoteDescription({ type: 'offer', sdp: offer })
    await connection.setLocalDescription(await connection.createAnswer())
  } catch (cause) {
    throw new OfferError('The offer could not be read.', { cause })
  }
  const answer = connection.localDescription?.sdp ?? ''
  if (negotiatedCodecs(answer).size === 0) throw new OfferError('The offer has no codec in common with this server: Opus, PCMU or PCMA.')
  if (!answer.includes('\na=candidate:'))
    throw new PeersUnavailableError('No UDP port is free for another call. Whoever runs this server can give it more with --webrtc-ports.')
  return answer
}
