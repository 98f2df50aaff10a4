import { createResampler, encodeAlaw, encodeMulaw, floatFromInt16, int16FromFloat } from '@sidetone/audio'
import { type SoundEncoder, soundRateHz } from './contract.js'
import { g711RateHz } from './g711-decoder.js'

/** G.711 at 8 kHz, 2.4 ms behind. */
export function createG711Encoder(codec: 'pcmu' | 'pcma'): SoundEncoder {
  const encodeLaw = codec === 'pcmu' ? encodeMulaw : encodeAlaw
  const resampler = createResampler(soundRateHz, g711RateHz)
  resampler.process(new Float32Array(resampler.latencySamples))
  const floats = new Float32Array(soundRateHz / 50)
  const narrow = new Int16Array(g711RateHz / 50)
  return {
    clockRateHz: g711RateHz,
    encode: (frame) => encodeLaw(int16FromFloat(resampler.process(floatFromInt16(frame, floats)), narrow)),
    silence: () => null,
  }
}
