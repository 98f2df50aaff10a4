import { turnModelSamples } from '../contract.js'
import { createFourier } from './fourier.js'
import { melFilters } from './mel-filters.js'

/*
 * Features as Whisper hears them (Radford et al. 2022, section 2.2; `WhisperFeatureExtractor` of Hugging Face transformers): 80 mel bands, a Hann window of
 * 25 ms each 10 ms, logarithms of base 10, from the loudest down 8 of them. The window of 8 s, the zeros in front of shorter audio and the normalisation of
 * the waveform are Smart Turn v3's (`inference.py` of pipecat-ai/smart-turn).
 */
export const melBands = 80
export const melFrames = 800
const sampleRateHz = 16_000
const windowSamples = 400
const hopSamples = 160
/** Half a window is mirrored at either end, so that frame n is centred on sample n · hop. */
const mirroredSamples = windowSamples / 2
const leastPower = 1e-10
/** Keeps silence from being divided by nothing. */
const leastVariance = 1e-7

/** Periodic: it would begin anew at the next sample. */
const window = Float64Array.from({ length: windowSamples }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowSamples))
const filters = melFilters(melBands, windowSamples, sampleRateHz)
const fourier = createFourier(windowSamples)

/** The last 8 seconds of 16 kHz samples as 80 rows of 800 frames, band by band. The loudest value decides where the quietest lie: 2 below it. */
export function logMel(samples: Float32Array): Float32Array {
  const wave = mirrored(normalised(lastSeconds(samples)))
  const features = new Float32Array(melBands * melFrames)
  const frame = new Float64Array(windowSamples)
  let loudest = Number.NEGATIVE_INFINITY
  for (let at = 0; at < melFrames; at++) {
    for (let index = 0; index < windowSamples; index++) frame[index] = (wave[at * hopSamples + index] as number) * (window[index] as number)
    const { real, imaginary } = fourier(frame)
    for (const [band, { firstBin, weights }] of filters.entries()) {
      let power = 0
      for (let index = 0; index < weights.length; index++) {
        const [re, im] = [real[firstBin + index] as number, imaginary[firstBin + index] as number]
        power += (weights[index] as number) * (re * re + im * im)
      }
      const level = Math.log10(Math.max(power, leastPower))
      features[band * melFrames + at] = level
      loudest = Math.max(loudest, level)
    }
  }
  return features.map((level) => (Math.max(level, loudest - 8) + 4) / 4)
}

/** The end of it, with zeros in front of what is shorter. */
function lastSeconds(samples: Float32Array): Float32Array {
  const last = new Float32Array(turnModelSamples)
  const kept = samples.subarray(Math.max(0, samples.length - turnModelSamples))
  last.set(kept, turnModelSamples - kept.length)
  return last
}

/** Zero mean and unit variance over all of it, the zeros in front too. */
function normalised(samples: Float32Array): Float64Array {
  let sum = 0
  for (const sample of samples) sum += sample
  const centred = new Float64Array(samples)
  let squares = 0
  for (let index = 0; index < centred.length; index++) {
    const sample = (centred[index] as number) - sum / samples.length
    centred[index] = sample
    squares += sample * sample
  }
  const scale = 1 / Math.sqrt(squares / samples.length + leastVariance)
  for (let index = 0; index < centred.length; index++) centred[index] = (centred[index] as number) * scale
  return centred
}

/** The first and last samples stand for themselves once: `c b a b c … x y z y x`. */
function mirrored(samples: Float64Array): Float64Array {
  const wave = new Float64Array(samples.length + 2 * mirroredSamples)
  wave.set(samples, mirroredSamples)
  for (let index = 1; index <= mirroredSamples; index++) {
    wave[mirroredSamples - index] = samples[index] as number
    wave[mirroredSamples + samples.length - 1 + index] = samples[samples.length - 1 - index] as number
  }
  return wave
}
