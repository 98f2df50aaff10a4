import { resample } from '@sidetone/audio'
import { sampleRateHz } from './sample-rate.js'

/** One moment of a voice. */
export interface PitchFrame {
  /** Null where the sound has no pitch. */
  readonly pitchHz: number | null
  /** Mean power in dB of full scale. */
  readonly levelDb: number
}

/** Pitch lies low: a quarter of the samples is enough for it, and costs a sixteenth of the work. */
const pitchRateHz = 4_000
const windowSamples = 160
const hopSamples = 80
/** 60 to 400 Hz. */
const leastLag = 10
const mostLag = 66
/** What correlates less with itself one period later has no pitch; the shortest period that comes this near to the best is the pitch, not its multiple. */
const leastCorrelation = 0.6
const nearBest = 0.88

/** Milliseconds from one frame to the next. */
export const pitchHopMs = (1000 * hopSamples) / pitchRateHz

/** Pitch by normalised cross-correlation (the method of Talkin's RAPT without its tracking), every 20 ms, from 16 kHz samples. About 1 ms of work a second. */
export function pitchTrack(samples: Float32Array): PitchFrame[] {
  const low = resample(samples, sampleRateHz, pitchRateHz)
  const frames: PitchFrame[] = []
  for (let start = 0; start + windowSamples + mostLag <= low.length; start += hopSamples) frames.push(frameAt(low, start))
  return frames
}

function frameAt(low: Float32Array, start: number): PitchFrame {
  const energy = product(low, start, start)
  const correlations = new Float32Array(mostLag + 1)
  let best = 0
  for (let lag = leastLag; lag <= mostLag; lag++) {
    const correlation = product(low, start, start + lag) / Math.sqrt(energy * product(low, start + lag, start + lag) + 1e-9)
    correlations[lag] = correlation
    best = Math.max(best, correlation)
  }
  const levelDb = 10 * Math.log10(energy / windowSamples + 1e-10)
  if (best < leastCorrelation) return { pitchHz: null, levelDb }
  for (let lag = leastLag + 1; lag < mostLag; lag++) {
    const [before, here, after] = [correlations[lag - 1] as number, correlations[lag] as number, correlations[lag + 1] as number]
    if (here < nearBest * best || here < before || here < after) continue
    // The top of the parabola through the three.
    return { pitchHz: pitchRateHz / (lag + (before - after) / (2 * (before - 2 * here + after) || 1)), levelDb }
  }
  return { pitchHz: null, levelDb }
}

function product(samples: Float32Array, first: number, second: number): number {
  let sum = 0
  for (let index = 0; index < windowSamples; index++) sum += (samples[first + index] as number) * (samples[second + index] as number)
  return sum
}
