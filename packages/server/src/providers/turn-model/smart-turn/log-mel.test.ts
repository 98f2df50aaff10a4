import { describe, expect, test } from 'vitest'
import { logMel, melBands, melFrames } from './log-mel.js'
import { melFilters, melOf } from './mel-filters.js'

const second = 16_000
const sine = (hz: number, seconds: number, amplitude = 0.3) =>
  Float32Array.from({ length: seconds * second }, (_, index) => amplitude * Math.sin((2 * Math.PI * hz * index) / second))
/** The same on every machine. */
const noise = (length: number) => {
  let state = 1
  return Float32Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  })
}
const at = (features: Float32Array, band: number, frame: number) => features[band * melFrames + frame] as number
const loudestBand = (features: Float32Array, frame: number) => {
  const column = Array.from({ length: melBands }, (_, band) => at(features, band, frame))
  return column.indexOf(Math.max(...column))
}
const expectSame = (left: Float32Array, right: Float32Array, within: number) =>
  expect(Math.max(...left.map((value, index) => Math.abs(value - (right[index] as number))))).toBeLessThan(within)

describe('features of Whisper', () => {
  test('are 80 bands of 800 frames, whatever the length of the audio', () => {
    for (const length of [0, 1, 16_000, 128_000, 200_000]) expect(logMel(noise(length))).toHaveLength(80 * 800)
  })

  test.each([200, 440, 1_000, 3_000, 7_000])('a sine of %i Hz stands in the band whose centre is nearest', (hz) => {
    const expected = Math.round((melOf(hz) / melOf(8_000)) * 81) - 1
    expect(Math.abs(loudestBand(logMel(sine(hz, 8)), 400) - expected)).toBeLessThanOrEqual(hz < 400 ? 1 : 0)
  })

  test('one frame is what its definition says: mirrored nowhere, windowed, transformed, weighed, its logarithm moved by 4 and divided by 4', () => {
    const samples = noise(128_000)
    const features = logMel(samples)
    const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length
    const deviation = Math.sqrt(samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / samples.length + 1e-7)
    const [frame, band] = [321, 40]
    const part = Array.from(samples.subarray(frame * 160 - 200, frame * 160 + 200), (sample, index) => {
      return ((sample - mean) / deviation) * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / 400))
    })
    const power = (bin: number) => {
      const angle = (index: number) => (2 * Math.PI * bin * index) / 400
      const re = part.reduce((sum, sample, index) => sum + sample * Math.cos(angle(index)), 0)
      const im = part.reduce((sum, sample, index) => sum + sample * Math.sin(angle(index)), 0)
      return re * re + im * im
    }
    const { firstBin, weights } = melFilters(80, 400, 16_000)[band] as { firstBin: number; weights: Float64Array }
    const sum = weights.reduce((total, weight, index) => total + weight * power(firstBin + index), 0)
    expect(at(features, band, frame)).toBeCloseTo((Math.log10(sum) + 4) / 4, 4)
  })

  test('the quietest lies 2 below the loudest, at most', () => {
    const features = logMel(sine(440, 1))
    expect(Math.max(...features) - Math.min(...features)).toBeCloseTo(2, 6)
    const even = logMel(noise(128_000))
    expect(Math.max(...even) - Math.min(...even)).toBeLessThan(2)
  })

  test('silence is all the same', () => {
    expect(new Set(logMel(new Float32Array(128_000)))).toEqual(new Set([Math.fround((Math.log10(1e-10) + 4) / 4)]))
  })
})

describe('the window of Smart Turn', () => {
  test('shorter audio stands at the end, behind zeros', () => {
    const short = noise(40_000)
    const long = new Float32Array(128_000)
    long.set(short, 88_000)
    expect(logMel(short)).toEqual(logMel(long))
    expect(at(logMel(short), 40, 500)).toBeLessThan(at(logMel(short), 40, 700) - 1)
  })

  test('of longer audio the last 8 seconds count', () => {
    const long = noise(200_000)
    expect(logMel(long)).toEqual(logMel(long.slice(-128_000)))
  })

  test('neither loudness nor an offset change anything', () => {
    const samples = noise(128_000)
    expectSame(logMel(samples.map((sample) => sample * 0.2)), logMel(samples), 1e-4)
    expectSame(logMel(samples.map((sample) => sample + 0.3)), logMel(samples), 1e-3)
  })
})
