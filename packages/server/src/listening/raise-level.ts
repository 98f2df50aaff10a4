import { peak } from '@sidetone/audio'
import { mostGain, targetPeak } from './automatic-gain.js'

/** Makes a quiet utterance as loud as the recogniser wants it, by one gain for all of it, so that its form stays. Changes it in place. */
export function raiseLevel(samples: Float32Array): Float32Array {
  const gain = Math.min(mostGain, targetPeak / Math.max(peak(samples), targetPeak / mostGain))
  if (gain > 1) for (let index = 0; index < samples.length; index++) samples[index] = gain * (samples[index] as number)
  return samples
}
