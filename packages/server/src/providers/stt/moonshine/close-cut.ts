import { dbfs, rms } from '@sidetone/audio'

const hopSamples = 160
const marginSamples = 1600
/** Sound is what is less than this below the loudest hop... */
const dropDb = 30
/** ...and more than this above the quiet ones. */
const riseDb = 8
/** Sound without a pause hides the quiet: what is less than this below the loudest is sound in any case. */
const leastDropDb = 10

/** The sound in 16 kHz audio with 100 ms around it, as far as it is there. Shares the memory. */
export function closeCut(samples: Float32Array): Float32Array {
  const levels = Array.from({ length: Math.ceil(samples.length / hopSamples) }, (_, hop) =>
    dbfs(rms(samples.subarray(hop * hopSamples, (hop + 1) * hopSamples))),
  )
  const sorted = [...levels].sort((a, b) => a - b)
  const [quiet = 0, loud = 0] = [sorted[Math.floor(sorted.length / 10)], sorted.at(-1)]
  const isSound = (level: number) => level >= Math.min(loud - leastDropDb, Math.max(loud - dropDb, quiet + riseDb))
  const from = levels.findIndex(isSound) * hopSamples
  const to = (levels.findLastIndex(isSound) + 1) * hopSamples
  return samples.subarray(Math.max(0, from - marginSamples), to + marginSamples)
}
