import type { MediaStreamTrack, RTCDataChannel, RTCPeerConnection, RtpPacket } from 'werift'
import type { Clock, Timer } from '../../lib/clock.js'
import type { CallLines, PeerCall } from '../contract.js'
import { CallSound } from './call-sound.js'
import { DataChannelLink } from './data-channel-link.js'
import type { Werift } from './load-werift.js'
import { negotiatedCodecs } from './negotiated-codecs.js'
import type { SoundPacket } from './sound/contract.js'

/** The line of messages: clients make it under this name. */
export const channelName = 'oai-events'
/** How long a client has to connect after its offer was answered. */
export const connectLimitMs = 30_000
/** How long the client may take to close in its turn. */
const farewellMs = 1_000
/** Channels of other names that a client may make; nothing is read from them. */
const mostOtherChannels = 8

export interface WeriftCallParts {
  readonly werift: Werift
  readonly clock: Clock
  readonly connection: RTCPeerConnection
  /** What we send leaves on it. */
  readonly track: MediaStreamTrack
  readonly answer: string
}

/** A call from its answer to its end, on a peer connection that is set up. */
export class WeriftCall implements PeerCall {
  readonly answer: string
  readonly ended: Promise<string>
  onConnected: ((lines: CallLines) => void) | null = null
  readonly #connection: RTCPeerConnection
  readonly #clock: Clock
  readonly #sound: CallSound
  readonly #connectTimer: Timer
  #channel: RTCDataChannel | null = null
  #link: DataChannelLink | null = null
  #otherChannels = 0
  #isOver = false
  #tellEnd: (because: string) => void = () => {}

  constructor({ werift, clock, connection, track, answer }: WeriftCallParts) {
    this.answer = answer
    this.#connection = connection
    this.#clock = clock
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve
    })
    this.#sound = new CallSound({ clock, codecs: negotiatedCodecs(answer), send: (packet) => track.writeRtp(asRtp(werift, packet)) })
    this.#connectTimer = clock.after(connectLimitMs, () => this.end(`the client did not connect within ${connectLimitMs / 1000} s`))
    connection.onDataChannel.subscribe((channel) => this.#onChannel(channel))
    connection.connectionStateChange.subscribe((state) => {
      if (state === 'failed') this.end('the connection to the client was lost')
      if (state === 'closed') this.end('the client left')
    })
    for (const { receiver } of connection.getTransceivers()) {
      receiver.track.onReceiveRtp.subscribe(({ header, payload }) => {
        const { payloadType, sequenceNumber, timestamp, marker, ssrc } = header
        this.#sound.accept({ payloadType, sequenceNumber, timestamp, marker, ssrc, payload })
      })
    }
  }

  end(because: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#connectTimer.cancel()
    this.#sound.close()
    this.#link?.ended(because)
    this.#farewell().then(
      () => this.#tellEnd(because),
      (error: Error) => this.#tellEnd(`${because}; closing it failed: ${error.message}`),
    )
  }

  /** The client learns of the end by its channel, which closes on both sides; then everything is given back. */
  async #farewell(): Promise<void> {
    const channel = this.#channel
    if (channel?.readyState === 'open') {
      await new Promise<void>((resolve) => {
        const deadline = this.#clock.after(farewellMs, resolve)
        channel.stateChange.subscribe((state) => {
          if (state !== 'closed') return
          deadline.cancel()
          resolve()
        })
        channel.close()
      })
    }
    await this.#connection.close()
  }

  #onChannel(channel: RTCDataChannel): void {
    if (channel.label === channelName && !this.#link) return this.#openWith(channel)
    if (++this.#otherChannels > mostOtherChannels) this.end('the client made too many data channels')
  }

  #openWith(channel: RTCDataChannel): void {
    const link = new DataChannelLink(channel, this.#clock, (because) => this.end(because))
    this.#link = link
    this.#channel = channel
    const begin = () => {
      if (this.#isOver) return
      this.#connectTimer.cancel()
      this.#sound.start()
      try {
        this.onConnected?.({ link, sound: this.#sound })
      } catch (error) {
        this.end(`the session failed to open: ${(error as Error).message}`)
      }
    }
    channel.stateChange.subscribe((state) => {
      if (state === 'open') begin()
      if (state === 'closed') this.end('the client left')
    })
    if (channel.readyState === 'open') begin()
  }
}

function asRtp({ RtpHeader, RtpPacket }: Werift, { payload, ...header }: SoundPacket): RtpPacket {
  return new RtpPacket(new RtpHeader(header), Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength))
}
