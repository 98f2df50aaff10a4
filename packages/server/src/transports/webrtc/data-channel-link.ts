import { limits } from '@sidetone/protocol'
import type { RTCDataChannel } from 'werift'
import type { Clock } from '../../lib/clock.js'
import type { Link, LinkEnd } from '../contract.js'

/** The longest message that is read, told to the client in the answer. Audio travels beside the messages, so that they are short. */
export const longestMessageBytes = 1024 * 1024
/** How long what was sent last may take to arrive before the call ends. */
const farewellMs = 500

/** The data channel of a call as a line of text messages. `endCall` ends the call with it. */
export class DataChannelLink implements Link {
  onMessage: ((message: string) => void) | null = null
  onClose: ((end: LinkEnd, because?: string) => void) | null = null
  readonly #channel: RTCDataChannel
  readonly #clock: Clock
  readonly #endCall: (because: string) => void
  #phase: 'open' | 'closing' | 'closed' = 'open'

  constructor(channel: RTCDataChannel, clock: Clock, endCall: (because: string) => void) {
    this.#channel = channel
    this.#clock = clock
    this.#endCall = endCall
    channel.onMessage.subscribe((message) => this.#receive(message))
  }

  get pendingBytes(): number {
    return this.#channel.bufferedAmount
  }

  send(message: string): void {
    if (this.#phase !== 'open') return
    try {
      this.#channel.send(message)
    } catch {
      // Longer than the client reads, or the channel is closing under us: it would miss an event.
      return this.#endCall('a message could not be sent')
    }
    if (this.pendingBytes > limits.outboundBytes) this.#endCall('the client does not read what it is sent')
  }

  close(_code: number, reason: string): void {
    if (this.#phase !== 'open') return
    this.#phase = 'closing'
    this.#clock.after(farewellMs, () => this.#endCall(reason))
  }

  /** A data channel cannot be paused. Nothing that comes over it takes long: sound travels beside it. */
  pauseReading(): void {}
  resumeReading(): void {}

  /** The call is over. Idempotent. */
  ended(because: string): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.onClose?.('left', because)
  }

  #receive(message: string | Buffer): void {
    if (this.#phase !== 'open') return
    if (typeof message !== 'string') this.#endCall('only text messages are read here')
    else if (message.length > longestMessageBytes) this.#endCall('a message was too long')
    else this.onMessage?.(message)
  }
}
