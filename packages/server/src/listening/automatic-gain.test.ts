import { peak } from '@sidetone/audio'
import { describe, expect, test } from 'vitest'
import { AutomaticGain } from './automatic-gain.js'

const tone = (seconds: number, amplitude: number) => Float32Array.from({ length: seconds * 16_000 }, (_, index) => amplitude * Math.sin(index / 5))

function raised(gain: AutomaticGain, samples: Float32Array): Float32Array {
  const output = new Float32Array(samples.length)
  gain.process(samples, output)
  return output
}

describe('automatic gain', () => {
  test('quiet speech after silence becomes as loud as near speech is, at once', () => {
    const gain = new AutomaticGain()
    raised(gain, new Float32Array(1600))
    const output = raised(gain, tone(1, 0.01))
    expect(peak(output.subarray(0, 1600))).toBeCloseTo(0.5, 1)
    expect(peak(output)).toBeLessThanOrEqual(0.5001)
  })

  test('steady noise is not made louder than -50 dBFS', () => {
    expect(peak(raised(new AutomaticGain(), tone(2, 0.001)).subarray(160))).toBeLessThan(0.005)
    const loud = tone(2, 0.01)
    expect(raised(new AutomaticGain(), loud).subarray(160)).toEqual(loud.subarray(160))
  })

  test('loud speech is left as it is', () => {
    const loud = tone(1, 0.8)
    expect(raised(new AutomaticGain(), loud).subarray(160)).toEqual(loud.subarray(160))
  })

  test('nothing is cut off when loud follows quiet', () => {
    const gain = new AutomaticGain()
    raised(gain, tone(2, 0.005))
    expect(peak(raised(gain, tone(0.1, 0.9)))).toBeLessThanOrEqual(0.9001)
  })

  test('a pause of half a second behind loud speech stays quiet', () => {
    const gain = new AutomaticGain()
    raised(gain, tone(1, 0.5))
    expect(peak(raised(gain, tone(0.5, 0.001)))).toBeLessThan(0.002)
  })

  test('silence stays silence, and the gain has an end', () => {
    const gain = new AutomaticGain()
    expect(peak(raised(gain, new Float32Array(160_000)))).toBe(0)
    expect(peak(raised(gain, tone(0.1, 0.0001)))).toBeLessThan(0.0064)
  })
})
