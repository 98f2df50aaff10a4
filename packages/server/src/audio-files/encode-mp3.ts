import { floatFromInt16 } from '@sidetone/audio'
import { createMp3Encoder as createLame } from 'wasm-media-encoders'
import { type AudioEncoder, encoderRateHz } from './contract.js'

const kilobitsASecond = 64

/** MP3, 64 kbit/s, mono. */
export async function createMp3Encoder(): Promise<AudioEncoder> {
  const lame = await createLame()
  lame.configure({ channels: 1, sampleRate: encoderRateHz, bitrate: kilobitsASecond })
  return {
    contentType: 'audio/mpeg',
    // The encoder lends its buffer.
    push: (borrowed) => lame.encode([floatFromInt16(borrowed)]).slice(),
    end: () => lame.finalize().slice(),
  }
}
