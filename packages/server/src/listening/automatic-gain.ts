import { samplesPerMs } from './sample-rate.js'

/** Peaks are brought up to this, -6 dBFS; louder ones are left as they are. */
export const targetPeak = 0.5
/** 36 dB: speech of -60 dBFS becomes what detector and recogniser know best. Beyond it there is no speech, only the converter's own noise. */
export const mostGain = 63
/** The noise between the words is not brought above this, -50 dBFS: louder noise sounds like a voice in another room, and is taken for one. */
const mostNoise = 0.0032
/** The peak is let go of by 8 dB a second: slower than the pauses of a sentence, fast enough to find a quiet speaker behind a loud one. */
const releaseDbPerSecond = 8
/** The noise is taken to be as loud as the quietest hop; when there is none as quiet any more, it is thought to have risen by 3 dB a second. */
const riseDbPerSecond = 3
const hopSamples = 10 * samplesPerMs

const perHop = (dbPerSecond: number) => 10 ** (dbPerSecond / 20 / 100)

/** Makes quiet audio louder for the detectors, by one gain that follows the loudest peaks: it falls at once, so nothing is cut off, and rises slowly. */
export class AutomaticGain {
  #peak = targetPeak / mostGain
  #noise = Number.POSITIVE_INFINITY
  #energy = 0
  #inHop = 0

  /** Writes the louder 16 kHz samples into `output`, of the same length. What comes out in all does not depend on how the input is cut. */
  process(borrowed: Float32Array, output: Float32Array): void {
    for (let index = 0; index < borrowed.length; index++) {
      const sample = borrowed[index] as number
      this.#peak = Math.max(this.#peak, Math.abs(sample))
      output[index] = sample * Math.max(1, Math.min(targetPeak / this.#peak, mostNoise / this.#noise))
      this.#energy += sample * sample
      if (++this.#inHop === hopSamples) this.#endHop()
    }
  }

  #endHop(): void {
    this.#noise = Math.min(this.#noise * perHop(riseDbPerSecond), Math.max(Math.sqrt(this.#energy / hopSamples), mostNoise / mostGain))
    this.#peak = Math.max(this.#peak * perHop(-releaseDbPerSecond), targetPeak / mostGain)
    this.#energy = 0
    this.#inHop = 0
  }
}
