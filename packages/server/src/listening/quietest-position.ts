import { toSamples } from './sample-rate.js'

/** A pause between words. */
const windowSamples = toSamples(100)
const stepSamples = toSamples(10)

/** The middle of the quietest 100 ms, as an index into `samples`; the middle of all when there is less. */
export function quietestPosition(samples: Float32Array): number {
  const steps = Math.floor(samples.length / stepSamples)
  const stepsInWindow = windowSamples / stepSamples
  if (steps < stepsInWindow) return samples.length >> 1
  const energies = Float64Array.from({ length: steps }, (_, step) => {
    let energy = 0
    for (let index = step * stepSamples; index < (step + 1) * stepSamples; index++) energy += (samples[index] as number) ** 2
    return energy
  })
  let least = Number.POSITIVE_INFINITY
  let quietest = 0
  for (let first = 0; first + stepsInWindow <= steps; first++) {
    const energy = energies.subarray(first, first + stepsInWindow).reduce((sum, each) => sum + each, 0)
    if (energy < least) {
      least = energy
      quietest = first
    }
  }
  return quietest * stepSamples + windowSamples / 2
}
