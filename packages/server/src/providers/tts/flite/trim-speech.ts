/** Kept ahead of the first sound: the voices are silent until it begins. */
const leadSeconds = 0.015
/** Kept behind the last sound: the decay of final vowels and nasals. */
const tailSeconds = 0.08
const fadeSeconds = 0.003

/** Cuts the pauses before and after the speech, and softens the edges. Times in seconds of the audio; returns a copy and where it began. */
export function trimSpeech(
  samples: Float32Array,
  sampleRateHz: number,
  speech: { readonly start: number; readonly end: number },
): { samples: Float32Array; startSeconds: number } {
  const start = Math.max(0, Math.round((speech.start - leadSeconds) * sampleRateHz))
  const end = Math.min(samples.length, Math.round((speech.end + tailSeconds) * sampleRateHz))
  const trimmed = samples.slice(start, end)
  fade(trimmed, Math.round(fadeSeconds * sampleRateHz))
  return { samples: trimmed, startSeconds: start / sampleRateHz }
}

function fade(samples: Float32Array, length: number): void {
  for (let index = 0; index < Math.min(length, samples.length / 2); index++) {
    const gain = index / length
    samples[index]! *= gain
    samples[samples.length - 1 - index]! *= gain
  }
}
