/** Root mean square of samples in [-1, 1]; 0 for none. */
export function rms(samples: Float32Array): number {
  if (samples.length === 0) return 0
  let sum = 0
  for (let index = 0; index < samples.length; index++) sum += (samples[index] as number) ** 2
  return Math.sqrt(sum / samples.length)
}

/** The largest magnitude; 0 for none. */
export function peak(samples: Float32Array): number {
  let largest = 0
  for (let index = 0; index < samples.length; index++) largest = Math.max(largest, Math.abs(samples[index] as number))
  return largest
}

/** What digital silence is given as: below the 16 bit step at -90 dBFS. */
export const silenceDbfs = -120

/** An amplitude in decibels relative to full scale (1), not below `silenceDbfs`. */
export function dbfs(amplitude: number): number {
  return Math.max(silenceDbfs, 20 * Math.log10(amplitude))
}
