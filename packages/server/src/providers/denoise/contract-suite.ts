import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NoiseSuppressor, SuppressionStream } from './contract.js'

/** The rules every suppressor keeps. `speech`: about two seconds of 16 kHz speech in [-1, 1] without noise. */
export function suppressorKeepsItsContract(name: string, create: () => Promise<NoiseSuppressor>, speech: () => Promise<Float32Array>): void {
  describe(`noise suppressor ${name}`, () => {
    let suppressor: NoiseSuppressor
    let spoken: Float32Array
    beforeAll(async () => {
      suppressor = await create()
      spoken = await speech()
    })
    afterAll(() => suppressor.close())

    test.each([1, 159, 160, 512, 16_001])('%i samples in are as many samples out', (length) => {
      const stream = suppressor.open()
      expect(suppressed(stream, spoken.subarray(0, length), 480)).toHaveLength(length)
      stream.close()
    })

    test('no more than its latency is held back', () => {
      const stream = suppressor.open()
      let given = 0
      for (let at = 0; at < spoken.length; at += 160) {
        const packet = spoken.subarray(at, at + 160)
        given += stream.process(packet).length
        expect(at + packet.length - given).toBeLessThanOrEqual(suppressor.latencySamples)
        expect(given).toBeLessThanOrEqual(at + packet.length)
      }
      stream.close()
    })

    test('speech without noise stays, and stays where it is', () => {
      const stream = suppressor.open()
      const out = suppressed(stream, spoken, 320)
      const likeness = (shift: number) => spoken.reduce((sum, sample, index) => sum + sample * (out[index + shift] ?? 0), 0)
      const likenesses = Array.from({ length: 81 }, (_, index) => likeness(index - 40))
      const shift = likenesses.indexOf(Math.max(...likenesses)) - 40
      // A high-pass filter in front of the suppressor may bring speech forward by a part of a millisecond.
      expect(Math.abs(shift)).toBeLessThanOrEqual(8)
      expect(likeness(shift) / Math.sqrt(energy(spoken) * energy(out))).toBeGreaterThan(0.9)
      stream.close()
    })

    test('packets may be of any length: the output is the same', () => {
      const stream = suppressor.open()
      const whole = suppressed(stream, spoken, spoken.length)
      for (const length of [160, 317, 2048]) expect(areEqual(suppressed(stream, spoken, length), whole)).toBe(true)
      stream.close()
    })

    test('streams do not hear each other', () => {
      const alone = suppressor.open()
      const expected = suppressed(alone, spoken, 320)
      alone.close()
      const [first, second] = [suppressor.open(), suppressor.open()]
      const out: number[] = []
      for (let at = 0; at < spoken.length; at += 320) {
        out.push(...first.process(spoken.subarray(at, at + 320)))
        second.process(new Float32Array(320).fill(0.5))
      }
      out.push(...first.flush())
      expect(areEqual(Float32Array.from(out), expected)).toBe(true)
      first.close()
      second.close()
    })

    test('silence stays silence, and the input is left as it is', () => {
      const stream = suppressor.open()
      expect(energy(suppressed(stream, new Float32Array(16_000), 320))).toBe(0)
      const input = spoken.slice()
      stream.process(input)
      expect(areEqual(input, spoken)).toBe(true)
      stream.close()
    })

    test('a stream closes twice without harm and takes nothing afterwards', () => {
      const stream = suppressor.open()
      stream.close()
      stream.close()
      expect(() => stream.process(new Float32Array(160))).toThrow('closed')
    })
  })
}

/** All that a stream makes of the samples, given in packets. */
export function suppressed(stream: SuppressionStream, samples: Float32Array, packet: number): Float32Array {
  const parts: Float32Array[] = []
  for (let at = 0; at < samples.length; at += packet) parts.push(stream.process(samples.subarray(at, at + packet)).slice())
  parts.push(stream.flush().slice())
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let filled = 0
  for (const part of parts) {
    whole.set(part, filled)
    filled += part.length
  }
  return whole
}

export function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0)
}

function areEqual(left: Float32Array, right: Float32Array): boolean {
  return left.length === right.length && left.every((sample, index) => sample === right[index])
}
