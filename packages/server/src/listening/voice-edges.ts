/**
 * A voice activity detector lets go of a voice about 130 ms after its end and takes it up about 90 ms after its onset (Silero 6, median over human clips).
 * The loudness says more exactly where the edge was: voice is what is less than `dropDb` below the loud parts and `riseDb` above the noise. The figures are those that come nearest to edges measured with the whole recording at hand.
 */
const dropDb = 30
const riseDb = 8
/** A voice without pauses hides the noise: whatever is less than this below the loud parts does not end it. */
const leastDropDb = 10

/** How far an edge may lie before what the detector says, in hops of 10 ms. */
const mostEndHops = 25
const mostStartHops = 20
/** Weak hops that may lie inside an onset: the closure of a stop consonant. */
const mostGapHops = 3

/**
 * Where the voice ended, as an index into `levelsDb` (10 ms each, oldest first): the hop behind its last. `detectedEnd` is the hop behind the last one the
 * detector called voice; the levels reach beyond it as far as is known.
 */
export function voiceEnd(levelsDb: Float32Array, detectedEnd: number): number {
  const loudDb = percentile(levelsDb, 0.95)
  const threshold = Math.min(loudDb - leastDropDb, voiceThresholdDb(levelsDb, loudDb))
  const earliest = Math.max(0, detectedEnd - mostEndHops)
  for (let end = detectedEnd; end > earliest; end--) {
    if ((levelsDb[end - 1] as number) >= threshold) return end
  }
  return earliest
}

/** Where the voice began, as an index into `levelsDb`. `detectedStart` is the first hop that the detector called voice. */
export function voiceStart(levelsDb: Float32Array, detectedStart: number): number {
  const loudDb = levelsDb.subarray(detectedStart).reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY)
  const threshold = voiceThresholdDb(levelsDb, loudDb)
  const earliest = Math.max(0, detectedStart - mostStartHops)
  let start = detectedStart
  for (let hop = detectedStart - 1; hop >= earliest && start - hop <= mostGapHops + 1; hop--) {
    if ((levelsDb[hop] as number) >= threshold) start = hop
  }
  return start
}

/** Whether the last `hops` hold a sound that rises out of the noise and is not fainter than `faintestDb`. */
export function hasSound(levelsDb: Float32Array, hops: number, faintestDb: number): boolean {
  const threshold = Math.max(faintestDb, percentile(levelsDb, 0.1) + riseDb)
  return levelsDb.subarray(-hops).some((level) => level >= threshold)
}

function voiceThresholdDb(levelsDb: Float32Array, loudDb: number): number {
  return Math.max(loudDb - dropDb, percentile(levelsDb, 0.1) + riseDb)
}

function percentile(levelsDb: Float32Array, part: number): number {
  const sorted = levelsDb.slice().sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
