import { rms } from '@sidetone/audio'
import { chance } from './noises.js'

/** Coughs and knocks that no recording is at hand of, made by rule from a seed: noise bursts through two resonances, and struck resonances. Twice as loud as `level` (RMS). */
export function madeNoises(rateHz: number, level: number): { name: string; seed: number; samples: Float32Array }[] {
  const seeds = Array.from({ length: 10 }, (_, index) => index + 1)
  return seeds.flatMap((seed) => [
    { name: `cough ${seed}`, seed, samples: scaled(cough(rateHz, seed), 2 * level) },
    { name: `knock ${seed}`, seed, samples: scaled(knock(rateHz, seed), 2 * level) },
  ])
}

/** One to three bursts, each with a hard onset, a noisy body and a voiced end. */
function cough(rateHz: number, seed: number): Float32Array {
  const random = chance(1_000 + seed)
  const bursts = 1 + Math.floor(random() * 3)
  const samples = new Float32Array(Math.round((0.1 + bursts * 0.38) * rateHz))
  for (let burst = 0; burst < bursts; burst++) {
    const from = Math.round(burst * (0.3 + 0.08 * random()) * rateHz)
    const pitchHz = 110 + 120 * random()
    const formants = [resonance(rateHz, 600 + 500 * random(), 250), resonance(rateHz, 1_500 + 900 * random(), 500)]
    const decayMs = 60 + 60 * random()
    for (let index = 0; index < 0.32 * rateHz && from + index < samples.length; index++) {
      const ms = (1000 * index) / rateHz
      const noise = 2 * random() - 1
      const buzz = ms > 120 && ms < 240 ? (((index * pitchHz) / rateHz) % 1) - 0.5 : 0
      const envelope = Math.min(1, ms / 4) * Math.exp(-ms / decayMs)
      const source = envelope * (noise + 2 * buzz)
      samples[from + index] = (samples[from + index] as number) + formants.reduce((sum, filter) => sum + filter(source), 0.1 * source)
    }
  }
  return samples
}

/** Two to five knocks on wood. */
function knock(rateHz: number, seed: number): Float32Array {
  const random = chance(2_000 + seed)
  const knocks = 2 + Math.floor(random() * 4)
  const gapSeconds = 0.14 + 0.1 * random()
  const samples = new Float32Array(Math.round((knocks * gapSeconds + 0.1) * rateHz))
  const modes = [160 + 80 * random(), 380 + 150 * random(), 900 + 400 * random()]
  for (let count = 0; count < knocks; count++) {
    const from = Math.round(count * gapSeconds * rateHz)
    for (let index = 0; index < 0.1 * rateHz && from + index < samples.length; index++) {
      const seconds = index / rateHz
      const sound = modes.reduce((sum, hz, mode) => sum + (Math.sin(2 * Math.PI * hz * seconds) * Math.exp(-seconds * (40 + 30 * mode))) / (mode + 1), 0)
      samples[from + index] = (samples[from + index] as number) + sound
    }
  }
  return samples
}

/** Two poles. */
function resonance(rateHz: number, hz: number, bandwidthHz: number): (input: number) => number {
  const radius = Math.exp((-Math.PI * bandwidthHz) / rateHz)
  const [first, second] = [2 * radius * Math.cos((2 * Math.PI * hz) / rateHz), -radius * radius]
  let [before, earlier] = [0, 0]
  return (input) => {
    const output = input * (1 - radius) + first * before + second * earlier
    earlier = before
    before = output
    return output
  }
}

/** At this level (RMS), clipped where it must be. */
export function scaled(samples: Float32Array, level: number): Float32Array {
  const gain = level / Math.max(rms(samples), 1e-6)
  return samples.map((sample) => Math.max(-1, Math.min(1, sample * gain)))
}
