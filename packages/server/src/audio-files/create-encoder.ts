import type { AudioEncoder } from './contract.js'
import { createFlacEncoder } from './encode-flac.js'
import { createMp3Encoder } from './encode-mp3.js'
import { createOggOpusEncoder } from './encode-ogg-opus.js'
import { createPcmEncoder, createWavEncoder } from './encode-pcm.js'

const encoders = {
  mp3: createMp3Encoder,
  opus: createOggOpusEncoder,
  flac: createFlacEncoder,
  wav: createWavEncoder,
  pcm: createPcmEncoder,
} as const satisfies Record<string, () => AudioEncoder | Promise<AudioEncoder>>

export type EncodedFormat = keyof typeof encoders

export const encodedFormats = Object.keys(encoders) as EncodedFormat[]

export async function createEncoder(format: EncodedFormat): Promise<AudioEncoder> {
  return await encoders[format]()
}
