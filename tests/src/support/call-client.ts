import { floatFromInt16, int16FromBytes, resample } from '@sidetone/audio'
import { systemClock } from '@sidetone/server/lib/clock.js'
import { CallSound } from '@sidetone/server/transports/webrtc/call-sound.js'
import { negotiatedCodecs } from '@sidetone/server/transports/webrtc/negotiated-codecs.js'
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift'
import { concat } from './speech.js'
import { type WireEvent, WireLog } from './wire-log.js'

const codecs = {
  opus: { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 96 },
  pcmu: { mimeType: 'audio/PCMU', clockRate: 8_000, channels: 1, payloadType: 0 },
  pcma: { mimeType: 'audio/PCMA', clockRate: 8_000, channels: 1, payloadType: 8 },
} as const

/** The client's end of a call, as a browser would be one: on loopback alone. */
export class CallClient {
  readonly log = new WireLog()
  readonly offer: string
  readonly #connection: RTCPeerConnection
  readonly #track: MediaStreamTrack
  readonly #channel: ReturnType<RTCPeerConnection['createDataChannel']>
  readonly #heard: Float32Array[] = []
  #sound: CallSound | null = null

  private constructor(connection: RTCPeerConnection, track: MediaStreamTrack, channel: ReturnType<RTCPeerConnection['createDataChannel']>, offer: string) {
    this.#connection = connection
    this.#track = track
    this.#channel = channel
    this.offer = offer
    channel.onMessage.subscribe((message) => this.log.record(JSON.parse(String(message)) as WireEvent))
  }

  static async make(codec: keyof typeof codecs = 'opus'): Promise<CallClient> {
    const connection = new RTCPeerConnection({
      codecs: { audio: [new RTCRtpCodecParameters(codecs[codec])], video: [] },
      iceServers: [],
      iceUseIpv4: false,
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
      iceAdditionalHostAddresses: ['127.0.0.1'],
    })
    const track = new MediaStreamTrack({ kind: 'audio' })
    connection.addTrack(track)
    const channel = connection.createDataChannel('oai-events')
    await connection.setLocalDescription(await connection.createOffer())
    return new CallClient(connection, track, channel, connection.localDescription?.sdp ?? '')
  }

  /** Resolves when the session has begun. */
  async connect(answer: string): Promise<void> {
    this.#sound = new CallSound({
      clock: systemClock,
      codecs: negotiatedCodecs(answer),
      send: ({ payload, ...header }) => this.#track.writeRtp(new RtpPacket(new RtpHeader(header), Buffer.from(payload))),
    })
    this.#connection.onTrack.subscribe((track) =>
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        const { payloadType, sequenceNumber, timestamp, marker, ssrc } = header
        this.#sound?.accept({ payloadType, sequenceNumber, timestamp, marker, ssrc, payload })
      }),
    )
    this.#sound.onAudio = (audio) => this.#heard.push(floatFromInt16(int16FromBytes(audio)))
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer })
    await this.log.next('session.created')
    this.#sound.start()
  }

  send(event: object | string): void {
    this.#channel.send(typeof event === 'string' ? event : JSON.stringify(event))
  }

  /** Samples at 24 kHz leave in real time, like those of a microphone. */
  say(samples: Int16Array): void {
    this.#sound?.play(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
  }

  /** All that was heard until now, at 16 kHz. */
  heard(): Float32Array {
    return resample(concat(this.#heard), 24_000, 16_000)
  }

  /** What is heard from now on counts. */
  forgetHeard(): void {
    this.#heard.length = 0
  }

  /** Closes the line of messages, waits for the other end to do the same, and closes all. */
  async leave(): Promise<void> {
    this.#sound?.close()
    if (this.#channel.readyState === 'open') {
      const closed = this.#channel.stateChange.watch((state) => state === 'closed')
      this.#channel.close()
      await closed
    }
    await this.#connection.close()
  }

  /** Resolves when the other end has closed the line of messages. */
  async hungUp(): Promise<void> {
    if (this.#channel.readyState !== 'closed') await this.#channel.stateChange.watch((state) => state === 'closed')
    await this.leave()
  }
}

/** Offers a call as `application/sdp`. */
export function offerCall(baseUrl: string, offer: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${baseUrl}/realtime/calls`, { method: 'POST', headers: { 'content-type': 'application/sdp', ...headers }, body: offer })
}

/** A call that is connected, and its id. */
export async function openCall(
  baseUrl: string,
  options: { codec?: keyof typeof codecs; headers?: Record<string, string> } = {},
): Promise<{ client: CallClient; callId: string }> {
  const client = await CallClient.make(options.codec)
  const response = await offerCall(baseUrl, client.offer, options.headers)
  if (response.status !== 201) throw new Error(`The call was refused: ${await response.text()}`)
  await client.connect(await response.text())
  return { client, callId: response.headers.get('location')?.split('/').at(-1) ?? '' }
}
