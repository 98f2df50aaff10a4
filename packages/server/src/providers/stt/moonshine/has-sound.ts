import { dbfs, rms } from '@sidetone/audio'

const windowSamples = 480
/** Quiet rooms lie at -50 to -65 dBFS, the quietest speech that was understood in tests at -45. */
const leastDbfs = -60

/** Whether any 30 ms of 16 kHz audio are louder than a silent line. */
export function hasSound(samples: Float32Array): boolean {
  for (let start = 0; start < samples.length; start += windowSamples) {
    if (dbfs(rms(samples.subarray(start, start + windowSamples))) > leastDbfs) return true
  }
  return false
}
