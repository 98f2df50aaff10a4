import { dbfs, floatFromInt16, rms } from '@sidetone/audio'

const frameMs = 20
const hopMs = 10
/** Fewer loud frames in a row than this are a click, not speech. */
const leastFrames = 3

/** Where in a recording there is sound that stands out of its background, by energy alone: no recogniser, so that it can judge one. */
export interface SpeechEdges {
  readonly loudestDbfs: number
  /** The end of the last sound before `untilMs`, in milliseconds from the start; null: there was none. */
  lastEndMs(untilMs: number): number | null
}

/**
 * 20 ms frames every 10 ms. Loud is what lies within 35 dB of the loudest frame and 8 dB over the background (the 10th percentile), and in any case what
 * lies within 10 dB of the loudest. Good to a few hundredths of a second on clean recordings.
 */
export function findSpeech(samples: Int16Array, sampleRateHz: number): SpeechEdges {
  const levels = frameLevels(samples, sampleRateHz)
  const sorted = [...levels].sort((a, b) => a - b)
  const loudestDbfs = sorted.at(-1) ?? dbfs(0)
  const background = sorted[Math.floor(sorted.length / 10)] ?? dbfs(0)
  const threshold = Math.min(Math.max(loudestDbfs - 35, background + 8), loudestDbfs - 10)
  const ends = runEnds(levels, threshold)
  return {
    loudestDbfs,
    lastEndMs: (untilMs) => ends.findLast((endMs) => endMs <= untilMs) ?? null,
  }
}

function frameLevels(samples: Int16Array, sampleRateHz: number): number[] {
  const frame = Math.round((frameMs / 1000) * sampleRateHz)
  const hop = Math.round((hopMs / 1000) * sampleRateHz)
  const waves = floatFromInt16(samples)
  const count = Math.max(0, Math.floor((samples.length - frame) / hop) + 1)
  return Array.from({ length: count }, (_, index) => dbfs(rms(waves.subarray(index * hop, index * hop + frame))))
}

/** The end of each frame, in ms, that ends a long enough run of loud frames up to it. */
function runEnds(levels: readonly number[], threshold: number): number[] {
  const ends: number[] = []
  let run = 0
  levels.forEach((level, index) => {
    run = level >= threshold ? run + 1 : 0
    if (run >= leastFrames) ends.push(index * hopMs + frameMs)
  })
  return ends
}
