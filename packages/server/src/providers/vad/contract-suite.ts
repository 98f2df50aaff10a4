import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type VoiceActivityDetector, type VoiceActivityStream, vadFrameSamples } from './contract.js'

/** The rules every detector keeps. `speech`: about two seconds or more of 16 kHz speech in [-1, 1]. */
export function detectorKeepsItsContract(name: string, create: () => Promise<VoiceActivityDetector>, speech: () => Promise<Float32Array>): void {
  describe(`voice activity detector ${name}`, () => {
    const silence = new Float32Array(16_000)
    let detector: VoiceActivityDetector
    let spoken: Float32Array
    beforeAll(async () => {
      detector = await create()
      spoken = await speech()
    })
    afterAll(() => detector.close())

    test('speech is voice, silence before it and after it is not', () => {
      const stream = detector.open({ threshold: 0.5 })
      expect(voiced(stream, silence)).not.toContain(true)
      const during = voiced(stream, spoken)
      expect(during.filter(Boolean).length).toBeGreaterThan(during.length * 0.4)
      expect(voiced(stream, silence).slice(10)).not.toContain(true)
      stream.close()
    })

    test('a stream that was reset hears what a new one hears', () => {
      const stream = detector.open({ threshold: 0.5 })
      const first = voiced(stream, spoken)
      stream.reset()
      expect(voiced(stream, spoken)).toEqual(first)
      stream.close()
    })

    test('streams do not hear each other', () => {
      const speaker = detector.open({ threshold: 0.5 })
      const listener = detector.open({ threshold: 0.5 })
      const heard = frames(spoken).map((frame) => [speaker.accept(frame), listener.accept(new Float32Array(vadFrameSamples))])
      expect(heard.some(([voice]) => voice)).toBe(true)
      expect(heard.some(([, voice]) => voice)).toBe(false)
      speaker.close()
      listener.close()
    })

    test('a stream opened after another was given back knows nothing of it', () => {
      const before = detector.open({ threshold: 0.5 })
      const first = voiced(before, spoken)
      before.close()
      const after = detector.open({ threshold: 0.5 })
      expect(voiced(after, spoken)).toEqual(first)
      after.close()
    })

    test('the frame is borrowed: what is written into it later changes nothing', () => {
      const whole = detector.open({ threshold: 0.5 })
      const lent = detector.open({ threshold: 0.5 })
      const buffer = new Float32Array(vadFrameSamples)
      const heard = frames(spoken).map((frame) => {
        buffer.set(frame)
        const voice = lent.accept(buffer)
        buffer.fill(1)
        return voice
      })
      expect(heard).toEqual(voiced(whole, spoken))
      whole.close()
      lent.close()
    })

    test.each([0, 1, vadFrameSamples - 1, vadFrameSamples + 1])('a frame of %i samples is refused', (length) => {
      const stream = detector.open({ threshold: 0.5 })
      expect(() => stream.accept(new Float32Array(length))).toThrow(RangeError)
      stream.close()
    })

    test.each([0, 0.2, 0.731, 1])('a threshold of %f can be asked for', (threshold) => {
      const stream = detector.open({ threshold })
      expect(stream.accept(new Float32Array(vadFrameSamples))).toBe(false)
      stream.close()
    })

    test('a stream closes twice without harm and takes nothing afterwards', () => {
      const stream = detector.open({ threshold: 0.5 })
      stream.close()
      stream.close()
      expect(() => stream.accept(new Float32Array(vadFrameSamples))).toThrow('closed')
    })
  })
}

/** Whether each whole frame is voice. */
export function voiced(stream: VoiceActivityStream, samples: Float32Array): boolean[] {
  return frames(samples).map((frame) => stream.accept(frame))
}

function frames(samples: Float32Array): Float32Array[] {
  return Array.from({ length: Math.floor(samples.length / vadFrameSamples) }, (_, index) =>
    samples.subarray(index * vadFrameSamples, (index + 1) * vadFrameSamples),
  )
}
