/** `left`: one side closed it on purpose. `lost`: the network, or a page that was reloaded, broke it off; the client may come again. */
export type LinkEnd = 'left' | 'lost'

/** One open line to a client, whatever carries it. */
export interface Link {
  /** Sends one text message; never waits. Bytes still waiting to leave are `pendingBytes`. */
  send(message: string): void
  readonly pendingBytes: number
  /** Closes after what was sent; idempotent. */
  close(code: number, reason: string): void
  /** What the client sends waits on its side until `resumeReading`; a few messages that were on their way may still come. */
  pauseReading(): void
  resumeReading(): void
  /** Set once by the owner. `onClose` is called exactly once, whoever closed; `because` is for a log, and absent where the client did without a word of ours. */
  onMessage: ((message: string) => void) | null
  onClose: ((end: LinkEnd, because?: string) => void) | null
}

/** Sound that travels beside the messages, in real time. PCM16 mono 24 kHz both ways. */
export interface SoundLine {
  /** Set once by the owner; `audio` is borrowed for the call. */
  onAudio: ((audio: Uint8Array) => void) | null
  /** Queues audio behind what is queued; it leaves in real time. Bounded. `audio` is borrowed for the call. */
  play(audio: Uint8Array): void
  /** What has not left is dropped, with a short fade. */
  clear(): void
}

/** Both lines of a call that is connected. */
export interface CallLines {
  readonly link: Link
  readonly sound: SoundLine
}

/** A call whose offer was answered. It ends when the peer goes away, or does not connect in time. */
export interface PeerCall {
  /** SDP, with all addresses at which we are reached. */
  readonly answer: string
  /** Called once, when both lines are open; the owner sets their handlers before it returns. */
  onConnected: ((lines: CallLines) => void) | null
  /** Why it is over; never rejects. */
  readonly ended: Promise<string>
  /** Idempotent. */
  end(because: string): void
}

/** Answers the offers of peers. */
export interface Peers {
  /** Throws `OfferError` for an offer that cannot be answered, `PeersUnavailableError` where none can. */
  answer(offer: string): Promise<PeerCall>
}

/** What is wrong with an offer, in one sentence for its sender. */
export class OfferError extends Error {
  readonly code = 'invalid-offer'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OfferError'
  }
}

/** Why no offer can be answered here, for the client and whoever runs this server. */
export class PeersUnavailableError extends Error {
  readonly code = 'peers-unavailable'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PeersUnavailableError'
  }
}
