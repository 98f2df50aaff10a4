import { pitchTrack } from './pitch-track.js'

/** A sound that rings out has a pitch too. A voice keeps its level. */
const mostDropDb = 15

/** The part of these 16 kHz samples that has a pitch and keeps its level, 0 to 1. */
export function voicedPart(samples: Float32Array): number {
  const frames = pitchTrack(samples)
  const loudest = Math.max(...frames.map(({ levelDb }) => levelDb))
  const voiced = frames.filter(({ pitchHz, levelDb }) => pitchHz !== null && levelDb >= loudest - mostDropDb)
  return frames.length === 0 ? 0 : voiced.length / frames.length
}
