const sampleRateHz = 16_000
const windowSamples = 640
const hopSamples = 1280
const leastLag = sampleRateHz / 400
const mostLag = sampleRateHz / 60

/** Median over the voiced windows of the pitch, by normalised autocorrelation: the shortest lag that comes near the best one. */
export function medianPitchHz(samples: Float32Array): number {
  const pitches: number[] = []
  for (let start = 0; start + windowSamples + mostLag < samples.length; start += hopSamples) {
    const correlations = new Map<number, number>()
    for (let lag = leastLag; lag <= mostLag; lag++) correlations.set(lag, correlation(samples, start, lag))
    const best = Math.max(...correlations.values())
    if (best < 0.6) continue
    for (const [lag, value] of correlations) {
      if (value < best * 0.9 || value < (correlations.get(lag + 1) ?? 0)) continue
      pitches.push(sampleRateHz / lag)
      break
    }
  }
  return pitches.sort((a, b) => a - b)[pitches.length >> 1] ?? 0
}

function correlation(samples: Float32Array, start: number, lag: number): number {
  let product = 0
  let energy = 0
  let lagged = 0
  for (let index = start; index < start + windowSamples; index++) {
    const here = samples[index] as number
    const there = samples[index + lag] as number
    product += here * there
    energy += here * here
    lagged += there * there
  }
  return energy < 1e-3 * windowSamples ? 0 : product / Math.sqrt(energy * lagged + 1e-12)
}
