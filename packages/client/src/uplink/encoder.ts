import { bytesFromInt16, createResampler, encodeAlaw, encodeMulaw, floatFromInt16, int16FromFloat, type Resampler } from '@sidetone/audio'
import { base64FromBytes } from '../base64.js'
import type { AudioFormat, CapturedAudio } from '../contract.js'
import { rateOf } from './audio-format.js'

export interface Encoder {
  /** The audio as the wire wants it, base64; null when it is too little to make a sample of. */
  encode(audio: CapturedAudio, format: AudioFormat): string | null
}

/** Keeps one resampler, so that packets join without clicks; when rates change the new one begins with what the old one still owed, so that no sound is lost. */
export function createEncoder(): Encoder {
  let resampler: Resampler | null = null
  let owed = new Float32Array(0)
  return {
    encode({ samples, sampleRateHz }, format) {
      const rateHz = rateOf(format)
      let input = floatFromInt16(samples)
      if (resampler?.fromHz !== sampleRateHz || resampler.toHz !== rateHz) {
        if (resampler?.fromHz === sampleRateHz) input = joined(owed, input)
        resampler = createResampler(sampleRateHz, rateHz)
      }
      owed = input.slice(Math.max(0, input.length - resampler.latencySamples))
      const resampled = sampleRateHz === rateHz && input.length === samples.length ? samples : int16FromFloat(resampler.process(input))
      return resampled.length === 0 ? null : base64FromBytes(encoded(resampled, format))
    },
  }
}

function encoded(samples: Int16Array, format: AudioFormat): Uint8Array {
  switch (format.type) {
    case 'audio/pcm':
      return bytesFromInt16(samples)
    case 'audio/pcmu':
      return encodeMulaw(samples)
    case 'audio/pcma':
      return encodeAlaw(samples)
  }
}

function joined(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
