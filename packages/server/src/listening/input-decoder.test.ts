import { bytesFromFloat, encodeAlaw, encodeMulaw, int16FromFloat, rms } from '@sidetone/audio'
import type { AudioFormat } from '@sidetone/protocol'
import { expect, test } from 'vitest'
import { createInputDecoder } from './input-decoder.js'

const formats: AudioFormat[] = [
  { encoding: 'pcm16', sampleRateHz: 24_000 },
  { encoding: 'pcm16', sampleRateHz: 16_000 },
  { encoding: 'pcm16', sampleRateHz: 8_000 },
  { encoding: 'mulaw', sampleRateHz: 8_000 },
  { encoding: 'alaw', sampleRateHz: 8_000 },
]

const tone = (rateHz: number, seconds: number) =>
  Float32Array.from({ length: rateHz * seconds }, (_, index) => 0.5 * Math.sin((2 * Math.PI * 440 * index) / rateHz))

function encoded(format: AudioFormat, samples: Float32Array): Uint8Array {
  if (format.encoding === 'pcm16') return bytesFromFloat(samples)
  return format.encoding === 'mulaw' ? encodeMulaw(int16FromFloat(samples)) : encodeAlaw(int16FromFloat(samples))
}

test.each(formats)('$encoding at $sampleRateHz Hz becomes the same sound at 16 kHz', (format) => {
  const decoder = createInputDecoder(format)
  const bytes = encoded(format, tone(format.sampleRateHz, 1))
  const samples: number[] = []
  for (let at = 0; at < bytes.length; at += 317) samples.push(...decoder.decode(bytes.subarray(at, at + 317)))
  expect(samples.length + decoder.owedSamples()).toBe(16_000)
  samples.push(...decoder.flush())
  expect(samples).toHaveLength(16_000)
  expect(decoder.owedSamples()).toBe(0)
  const middle = Float32Array.from(samples).subarray(1_000, 15_000)
  const difference = middle.map((sample, index) => sample - 0.5 * Math.sin((2 * Math.PI * 440 * (index + 1_000)) / 16_000))
  expect(rms(difference)).toBeLessThan(format.encoding === 'pcm16' ? 0.0005 : 0.01)
})
