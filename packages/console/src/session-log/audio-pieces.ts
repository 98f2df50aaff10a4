import { decodeAlaw, decodeMulaw, int16FromBytes } from '@sidetone/audio'
import type { AudioFormat } from '@sidetone/client'

/** Audio of one side without a hole in it. */
export interface AudioPiece {
  readonly side: 'user' | 'reply'
  /** Of a reply: the item that it speaks. */
  readonly itemId: string | null
  readonly sampleRateHz: number
  /** Of the user: where it begins in the session's audio. */
  readonly audioStartMs: number
  /** When its first sample was spoken (user) or arrived (reply), on the client's clock. */
  readonly atMs: number
  readonly durationMs: number
  readonly packets: readonly Int16Array[]
}

export const formatOrDefault = (format: unknown): AudioFormat => (format as AudioFormat | undefined) ?? { type: 'audio/pcm', rate: 24_000 }

export function rateOf(format: AudioFormat): number {
  return format.type === 'audio/pcm' ? (format.rate ?? 24_000) : 8_000
}

/** Samples of one payload of the wire. Throws on what is no base64. */
export function decoded(base64: string, format: AudioFormat): Int16Array {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index)
  if (format.type === 'audio/pcmu') return decodeMulaw(bytes)
  if (format.type === 'audio/pcma') return decodeAlaw(bytes)
  return int16FromBytes(bytes.subarray(0, bytes.length - (bytes.length % 2)))
}

export function joined(packets: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(packets.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const packet of packets) {
    whole.set(packet, at)
    at += packet.length
  }
  return whole
}
