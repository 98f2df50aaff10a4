const sampleRateHz = 16_000
/** Measured: up to 30 s every sentence comes through, at 60 s whole sentences are missing. */
const mostSamples = 24 * sampleRateHz
/** No piece but the last is shorter. */
const leastSamples = 12 * sampleRateHz
const windowSamples = 0.1 * sampleRateHz

/** Cuts long audio into pieces the model can hold, each cut in the middle of the quietest tenth of a second that can be had. The pieces share the memory. */
export function splitUtterance(samples: Float32Array): Float32Array[] {
  const pieces: Float32Array[] = []
  let rest = samples
  while (rest.length > mostSamples) {
    const cut = quietestPlace(rest.subarray(0, mostSamples))
    pieces.push(rest.subarray(0, cut))
    rest = rest.subarray(cut)
  }
  pieces.push(rest)
  return pieces
}

function quietestPlace(samples: Float32Array): number {
  let quietest = leastSamples
  let least = Number.POSITIVE_INFINITY
  for (let start = leastSamples; start + windowSamples <= samples.length; start += windowSamples / 2) {
    const energy = samples.subarray(start, start + windowSamples).reduce((sum, sample) => sum + sample * sample, 0)
    if (energy < least) {
      least = energy
      quietest = start + windowSamples / 2
    }
  }
  return quietest
}
