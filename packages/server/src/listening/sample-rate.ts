/** The rate of everything behind the input decoder: detector and recogniser both want it. */
export const sampleRateHz = 16_000
export const samplesPerMs = sampleRateHz / 1000

export function toMs(samples: number): number {
  return samples / samplesPerMs
}

export function toSamples(milliseconds: number): number {
  return Math.round(milliseconds * samplesPerMs)
}
