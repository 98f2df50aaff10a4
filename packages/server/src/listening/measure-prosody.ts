import type { Prosody } from './contract.js'
import { type PitchFrame, pitchHopMs, pitchTrack } from './pitch-track.js'

/** Less voice than this has no pitch of its own to be compared with. */
const leastVoicedFrames = 5
/** What lies further from the median than this is a slip of the tracker. */
const mostSemitones = 12
const finalPitchFrames = 4
const finalLevelFrames = 300 / pitchHopMs

/** How the voice sounds that ends with these 16 kHz samples; two or three seconds of it are enough. Null when it has no pitch. */
export function measureProsody(samples: Float32Array): Prosody | null {
  const frames = pitchTrack(samples)
  const pitches = frames.flatMap(({ pitchHz }) => (pitchHz === null ? [] : [pitchHz]))
  if (pitches.length < leastVoicedFrames) return null
  const medianHz = percentile(pitches, 0.5)
  const semitones = pitches.map((pitchHz) => 12 * Math.log2(pitchHz / medianHz)).filter((each) => Math.abs(each) < mostSemitones)
  const level = ({ levelDb }: PitchFrame) => levelDb
  return {
    finalPitchSemitones: percentile(semitones.slice(-finalPitchFrames), 0.5),
    finalLevelDb: Math.max(...frames.slice(-finalLevelFrames).map(level)) - percentile(frames.map(level), 0.95),
  }
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number
}
