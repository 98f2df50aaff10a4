import { bytesFromInt16, decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw, int16FromBytes } from '@sidetone/audio'

/** How audio travels in a talk, under the names of `--format`. */
export interface WireFormat {
  readonly sampleRateHz: number
  /** As the wire calls it. */
  readonly name: { readonly type: string; readonly rate?: number }
  encode(samples: Int16Array): Uint8Array
  decode(bytes: Uint8Array): Int16Array
}

const pcm = (sampleRateHz: number): WireFormat => ({
  sampleRateHz,
  name: { type: 'audio/pcm', rate: sampleRateHz },
  encode: (samples) => bytesFromInt16(samples),
  decode: (bytes) => int16FromBytes(bytes),
})

export const wireFormats = {
  pcm24k: pcm(24_000),
  pcm16k: pcm(16_000),
  pcm8k: pcm(8_000),
  pcmu: { sampleRateHz: 8_000, name: { type: 'audio/pcmu' }, encode: (samples) => encodeMulaw(samples), decode: (bytes) => decodeMulaw(bytes) },
  pcma: { sampleRateHz: 8_000, name: { type: 'audio/pcma' }, encode: (samples) => encodeAlaw(samples), decode: (bytes) => decodeAlaw(bytes) },
} as const satisfies Record<string, WireFormat>

export type WireFormatName = keyof typeof wireFormats
