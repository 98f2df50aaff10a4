import type { VoiceActivity } from '../contract.js'

/** Louder than the room by this much is voice. */
const aboveFloorDb = 9
/** Nothing softer is voice, in any room: below it lies the noise of cheap microphones. */
const leastDbfs = -55
/** The room is followed down at once and up by this much a second, so that speech does not become the room. */
const riseDbPerSecond = 1.5

/** Voice activity by level against the level of the room. Good enough to hold back silence; it takes loud noise for voice, which only costs bytes. */
export function createEnergyActivity(): VoiceActivity {
  let floorDbfs = -50
  return {
    isVoice(samples, sampleRateHz) {
      const level = dbfs(samples)
      const risen = floorDbfs + (riseDbPerSecond * samples.length) / sampleRateHz
      floorDbfs = Math.max(-90, Math.min(level, risen))
      return level > Math.max(leastDbfs, floorDbfs + aboveFloorDb)
    },
  }
}

function dbfs(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return 10 * Math.log10(sum / Math.max(1, samples.length) / 32_768 ** 2 + 1e-12)
}
