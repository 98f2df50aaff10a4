import { createResampler, decodeAlaw, decodeMulaw, floatFromInt16, int16FromFloat } from '@sidetone/audio'
import { type SoundDecoder, soundRateHz } from './contract.js'
import { PitchRepeater } from './pitch-repeater.js'

export const g711RateHz = 8_000
const frameSamples = g711RateHz / 50
/** 120 ms, as in Opus. */
const mostBytes = 6 * frameSamples
/** How long the repeated sound goes over into the sound that came again: 4 ms. */
const overlapSamples = g711RateHz / 250

/** G.711 at 8 kHz, 2.4 ms behind. */
export function createG711Decoder(codec: 'pcmu' | 'pcma'): SoundDecoder {
  const decodeLaw = codec === 'pcmu' ? decodeMulaw : decodeAlaw
  const repeater = new PitchRepeater(g711RateHz)
  const resampler = createResampler(g711RateHz, soundRateHz)
  resampler.process(new Float32Array(resampler.latencySamples))
  const narrow = new Int16Array(mostBytes)
  const floats = new Float32Array(mostBytes)
  const wide = new Int16Array(mostBytes * (soundRateHz / g711RateHz))
  let repeating = false

  const widen = (samples: Int16Array): Int16Array => {
    repeater.append(samples)
    const resampled = resampler.process(floatFromInt16(samples, floats))
    return int16FromFloat(resampled, wide).subarray(0, resampled.length)
  }
  return {
    clockRateHz: g711RateHz,
    decode(payload) {
      if (payload.length === 0 || payload.length > mostBytes) return null
      const samples = decodeLaw(payload, narrow.subarray(0, payload.length))
      if (repeating) overlap(repeater.next(Math.min(overlapSamples, samples.length)), samples)
      repeating = false
      return widen(samples)
    },
    extrapolate() {
      const samples = narrow.subarray(0, frameSamples)
      samples.set(repeater.next(frameSamples))
      repeating = true
      return widen(samples)
    },
    isSilence: () => false,
  }
}

/** Repeated sound goes over into the beginning of the sound that came again. */
export function overlap(repeated: Int16Array, samples: Int16Array): void {
  for (let index = 0; index < repeated.length; index++) {
    const share = (index + 1) / (repeated.length + 1)
    samples[index] = Math.round((1 - share) * (repeated[index] as number) + share * (samples[index] as number))
  }
}
