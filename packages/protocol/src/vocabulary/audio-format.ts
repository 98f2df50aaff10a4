/** How audio bytes on a link are encoded. Always mono. PCM16 is signed little-endian. */
export type AudioFormat =
  | { encoding: 'pcm16'; sampleRateHz: 24_000 | 16_000 | 8_000 }
  | { encoding: 'mulaw'; sampleRateHz: 8_000 }
  | { encoding: 'alaw'; sampleRateHz: 8_000 }

/** PCM16 takes two bytes a sample, both G.711 laws (ITU-T G.711) take one. */
export function bytesPerSample(format: AudioFormat): 1 | 2 {
  return format.encoding === 'pcm16' ? 2 : 1
}

/** Length of `bytes` of audio in milliseconds (not rounded). */
export function durationMs(format: AudioFormat, bytes: number): number {
  return (bytes / bytesPerSample(format) / format.sampleRateHz) * 1000
}
