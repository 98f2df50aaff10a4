/** Bands of 125 Hz from 0 to 8 kHz: where speech tells its sounds apart. */
export const bandHz = 125
export const bandCount = 64

/** The amplitude (0 to 1) of each band, from a spectrum in dB of full scale with bins of `binHz`: the root of the summed power. */
export function spectrumBands(decibels: Float32Array, binHz: number, into = new Float32Array(bandCount)): Float32Array {
  into.fill(0)
  for (let bin = 0; bin < decibels.length; bin++) {
    const band = Math.floor((bin * binHz) / bandHz)
    if (band >= bandCount) break
    into[band] = (into[band] as number) + 10 ** (Math.max(-150, decibels[bin] as number) / 10)
  }
  for (let band = 0; band < bandCount; band++) into[band] = Math.min(1, Math.sqrt(into[band] as number))
  return into
}
