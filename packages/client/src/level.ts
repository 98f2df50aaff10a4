/** A level for pictures, from the mean power of samples in [-1, 1): 0 at 60 dB below full scale and less, 1 at full scale. */
export function levelOf(meanPower: number): number {
  const dbfs = 10 * Math.log10(meanPower + 1e-12)
  return Math.min(1, Math.max(0, (dbfs + 60) / 60))
}
