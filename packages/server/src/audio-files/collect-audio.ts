import { setImmediate as nextTurn } from 'node:timers/promises'
import { createResampler, type Resampler } from '@sidetone/audio'
import { AudioFileError, type AudioPieces } from './contract.js'

export interface CollectLimits {
  readonly sampleRateHz: number
  readonly longestMs: number
}

/** A whole file's audio at one rate. Others have their turn after each piece. Throws `AudioFileError('too-long')` as soon as it is, and the signal's reason. */
export async function collectAudio(pieces: AudioPieces, { sampleRateHz, longestMs }: CollectLimits, signal: AbortSignal): Promise<Float32Array> {
  const most = Math.ceil((longestMs / 1000) * sampleRateHz)
  let whole = new Float32Array(sampleRateHz)
  let filled = 0
  let resampler: Resampler | null = null

  const add = (samples: Float32Array) => {
    if (filled + samples.length > most) {
      throw new AudioFileError('too-long', `The audio is longer than ${Math.round(longestMs / 60_000)} minutes. Send it in parts.`)
    }
    if (filled + samples.length > whole.length) {
      const larger = new Float32Array(Math.min(most, Math.max(whole.length * 2, filled + samples.length)))
      larger.set(whole.subarray(0, filled))
      whole = larger
    }
    whole.set(samples, filled)
    filled += samples.length
  }

  for await (const piece of pieces) {
    signal.throwIfAborted()
    if (resampler?.fromHz !== piece.sampleRateHz) {
      if (resampler) add(resampler.flush())
      resampler = createResampler(piece.sampleRateHz, sampleRateHz)
    }
    add(resampler.process(piece.samples))
    await nextTurn()
  }
  if (resampler) add(resampler.flush())
  return whole.subarray(0, filled)
}
