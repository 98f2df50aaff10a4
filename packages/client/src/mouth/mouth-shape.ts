import type { MouthShape } from '../contract.js'

export const silentMouth: MouthShape = { viseme: 'sil', weight: 0 }

/** The mouth that makes this sound: level from 0 to 1, and the spectrum of the same moment. */
export function mouthShape(level: number, _spectrum: Float32Array): MouthShape {
  return level < 0.02 ? silentMouth : { viseme: 'aa', weight: Math.min(1, level * 2) }
}
