import { Encoder } from '@evan/opus'
import { type SoundEncoder, soundRateHz } from './contract.js'
import { opusClockRateHz } from './opus-decoder.js'

/** Speech up to 12 kHz of bandwidth: RFC 7587, section 3.1.1, gives 28 to 40 kbit/s for fullband speech. */
const bitsASecond = 32_000
/** The first byte of a packet without its number of frames: RFC 6716, section 3.1. */
const oneFrame = 0b1111_1100

/** Opus from 24 kHz. */
export function createOpusEncoder(): SoundEncoder {
  const encoder = new Encoder({ channels: 1, sample_rate: soundRateHz, application: 'voip' })
  encoder.bitrate = bitsASecond
  encoder.complexity = 5
  let silence: Uint8Array | null = null
  return {
    clockRateHz: opusClockRateHz,
    encode(frame) {
      const payload = encoder.encode(frame).slice()
      silence = Uint8Array.of((payload[0] as number) & oneFrame)
      return payload
    },
    // A frame of no bytes, as an encoder in discontinuous transmission makes it: RFC 7587, section 3.1.3.
    silence: () => silence,
  }
}
