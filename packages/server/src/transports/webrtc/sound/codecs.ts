import type { SoundCodec, SoundDecoder, SoundEncoder } from './contract.js'
import { createG711Decoder } from './g711-decoder.js'
import { createG711Encoder } from './g711-encoder.js'
import { createOpusDecoder } from './opus-decoder.js'
import { createOpusEncoder } from './opus-encoder.js'

/** A decoder of one stream. On the main thread only: Opus is native there, and its binding does not outlive a worker. */
export function createDecoder(codec: SoundCodec): SoundDecoder {
  return codec === 'opus' ? createOpusDecoder() : createG711Decoder(codec)
}

/** An encoder of one stream; main thread only, as the decoder. */
export function createEncoder(codec: SoundCodec): SoundEncoder {
  return codec === 'opus' ? createOpusEncoder() : createG711Encoder(codec)
}
