import { bytesFromInt16, createResampler, encodeMulaw, floatFromInt16, int16FromFloat, type Resampler } from '@sidetone/audio'
import { base64FromBytes } from '../base64.js'
import type { AudioFormat, CapturedAudio, QualityStep } from '../contract.js'

export const formatOf: Readonly<Record<QualityStep, AudioFormat>> = {
  'pcm-24k': { type: 'audio/pcm', rate: 24_000 },
  'pcm-16k': { type: 'audio/pcm', rate: 16_000 },
  'g711-8k': { type: 'audio/pcmu' },
}

const rateOf: Readonly<Record<QualityStep, number>> = { 'pcm-24k': 24_000, 'pcm-16k': 16_000, 'g711-8k': 8_000 }

/** Bytes of one second of audio on the wire, before base64. */
export const bytesPerSecond: Readonly<Record<QualityStep, number>> = { 'pcm-24k': 48_000, 'pcm-16k': 32_000, 'g711-8k': 8_000 }

export interface Encoder {
  /** The audio as the wire wants it, base64; null when it is too little to make a sample of. */
  encode(audio: CapturedAudio, step: QualityStep): string | null
}

/** Keeps one resampler, so that packets join without clicks as long as rates stay. */
export function createEncoder(): Encoder {
  let resampler: Resampler | null = null
  return {
    encode({ samples, sampleRateHz }, step) {
      const rateHz = rateOf[step]
      if (resampler?.fromHz !== sampleRateHz || resampler.toHz !== rateHz) resampler = createResampler(sampleRateHz, rateHz)
      const resampled = sampleRateHz === rateHz ? samples : int16FromFloat(resampler.process(floatFromInt16(samples)))
      if (resampled.length === 0) return null
      return base64FromBytes(step === 'g711-8k' ? encodeMulaw(resampled) : bytesFromInt16(resampled))
    },
  }
}
