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
  /** Set once by the owner. `onClose` is called exactly once, whoever closed. */
  onMessage: ((message: string) => void) | null
  onClose: ((end: LinkEnd) => void) | null
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
