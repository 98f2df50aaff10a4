/*
 * The mel scale of Slaney's Auditory Toolbox (1998), as librosa and Whisper use it: linear below 1,000 Hz with 200/3 Hz a mel, logarithmic above with 27
 * steps to a factor of 6.4.
 */
const hzPerMel = 200 / 3
const logFromHz = 1000
const logFromMel = logFromHz / hzPerMel
const logStep = Math.log(6.4) / 27

export function melOf(hz: number): number {
  return hz < logFromHz ? hz / hzPerMel : logFromMel + Math.log(hz / logFromHz) / logStep
}

export function hzOf(mel: number): number {
  return mel < logFromMel ? mel * hzPerMel : logFromHz * Math.exp(logStep * (mel - logFromMel))
}

/** A triangle over the bins of a spectrum. */
export interface MelFilter {
  readonly firstBin: number
  readonly weights: Float64Array
}

/** `bands` triangles from 0 to half the sample rate, evenly spaced in mel, each of area 1 over its hertz (Slaney's normalisation). */
export function melFilters(bands: number, fourierSize: number, sampleRateHz: number): MelFilter[] {
  const topMel = melOf(sampleRateHz / 2)
  const edgesHz = Array.from({ length: bands + 2 }, (_, index) => hzOf((topMel * index) / (bands + 1)))
  return Array.from({ length: bands }, (_, band) => {
    const [low, centre, high] = edgesHz.slice(band, band + 3) as [number, number, number]
    const height = 2 / (high - low)
    const weights = Array.from({ length: fourierSize / 2 + 1 }, (_, bin) => {
      const hz = (bin * sampleRateHz) / fourierSize
      return height * Math.max(0, Math.min((hz - low) / (centre - low), (high - hz) / (high - centre)))
    })
    const firstBin = Math.max(
      0,
      weights.findIndex((weight) => weight > 0),
    )
    return { firstBin, weights: Float64Array.from(weights.slice(firstBin, weights.findLastIndex((weight) => weight > 0) + 1)) }
  })
}
