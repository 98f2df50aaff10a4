/** The codecs of a call's sound: Opus (RFC 6716), and G.711 in mu-law and A-law. */
export type SoundCodec = 'opus' | 'pcmu' | 'pcma'

/** What the rest of the server speaks: PCM16, mono. */
export const soundRateHz = 24_000
/** How much sound a packet that we send holds. */
export const frameMs = 20

/** An RTP packet (RFC 3550, section 5.1) without what only the network needs. `timestamp` counts in the codec's clock, and wraps at 32 bits; `sequenceNumber` at 16. */
export interface SoundPacket {
  readonly payloadType: number
  readonly sequenceNumber: number
  readonly timestamp: number
  /** In sound: the first packet behind silence (RFC 3551, section 4.1). */
  readonly marker: boolean
  readonly payload: Uint8Array
}

export interface ReceivedSoundPacket extends SoundPacket {
  /** Whose stream it is: another one begins anew. */
  readonly ssrc: number
}

export interface SoundDecoder {
  /** How the stream's timestamps count. */
  readonly clockRateHz: number
  /** Samples at 24 kHz, lent until the next call; null when the payload can't be decoded. Never throws. */
  decode(payload: Uint8Array): Int16Array | null
  /** What may have come behind what was decoded last: up to 20 ms at 24 kHz, never nothing; lent. */
  extrapolate(): Int16Array
  /** Whether the payload says that the speaker is silent and that few packets follow. */
  isSilence(payload: Uint8Array): boolean
}

export interface SoundEncoder {
  /** How the stream's timestamps count. */
  readonly clockRateHz: number
  /** 20 ms at 24 kHz become a payload, which is the caller's own. */
  encode(frame: Int16Array): Uint8Array
  /** A payload that says that silence follows and that few packets will come; null where the codec can't say so, and silence has to be sent. */
  silence(): Uint8Array | null
}
