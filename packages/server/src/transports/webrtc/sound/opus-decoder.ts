import { Decoder } from '@evan/opus'
import { int16FromBytes } from '@sidetone/audio'
import { type SoundDecoder, soundRateHz } from './contract.js'

/** The RTP clock of Opus, whatever rate is decoded to: RFC 7587, section 4.1. */
export const opusClockRateHz = 48_000
/** The longest packet: RFC 6716, section 2.1.4. */
const mostSamples = (120 * soundRateHz) / 1000
/** What the lower bits of a packet's first byte say of the number of frames: RFC 6716, section 3.1. */
const oneFrame = 0b1111_1100
/** A 20 ms frame for as long as nothing was decoded: SILK, narrowband (RFC 6716, table 2). */
const plainStart = 0b0000_1000

/** Opus straight to 24 kHz; two channels become one. */
export function createOpusDecoder(): SoundDecoder {
  const decoder = new Decoder({ channels: 1, sample_rate: soundRateHz })
  const samples = new Int16Array(mostSamples)
  const nothing = Uint8Array.of(plainStart)

  const decoded = (payload: Uint8Array): Int16Array | null => {
    const bytes = tryToDecode(decoder, payload)
    return bytes && int16FromBytes(bytes, samples).subarray(0, bytes.length >> 1)
  }
  return {
    clockRateHz: opusClockRateHz,
    decode(payload) {
      const sound = decoded(payload)
      if (sound !== null) nothing[0] = (payload[0] as number) & oneFrame
      return sound
    },
    // A frame of no bytes stands for one that was lost (RFC 6716, section 3.2.1): the decoder conceals it by itself, and leaves as many words whole as any
    // smoother passage that was tried.
    extrapolate: () => decoded(nothing) ?? samples.subarray(0, soundRateHz / 50).fill(0),
    // A packet without content (libopus sends them in discontinuous transmission) has no more than its header, of one or two bytes.
    isSilence: (payload) => payload.length <= 2,
  }
}

/** What can't be decoded is told as null: the packet is counted as damaged, and concealed. */
function tryToDecode(decoder: Decoder, payload: Uint8Array): Uint8Array | null {
  try {
    return decoder.decode(payload)
  } catch {
    return null
  }
}
