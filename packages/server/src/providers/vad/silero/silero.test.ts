import { beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../lib/clock.js'
import { resolveModel } from '../../../models/cache.js'
import { said } from '../../tts/flite/say.test-support.js'
import { vadFrameSamples } from '../contract.js'
import { detectorKeepsItsContract, voiced } from '../contract-suite.js'
import { createSileroDetector } from './silero.js'

const modelFile = () => resolveModel('silero-vad-v6').files['silero_vad_v6.onnx']!
const sentence = 'Good morning, how can I help you today?'

detectorKeepsItsContract(
  'silero',
  () => createSileroDetector({ modelFile: modelFile(), preload: 2 }),
  async () => (await said(sentence))[0]!,
)

describe('silero', () => {
  let speech: Float32Array
  beforeAll(async () => {
    ;[speech] = (await said(sentence)) as [Float32Array]
  })

  const create = (preload = 1, clock = new ManualClock()) => createSileroDetector({ modelFile: modelFile(), preload, clock })

  test('voice is told within 150 ms of the first sound, and its end within 200 ms of the last', async () => {
    const detector = await create()
    const stream = detector.open({ threshold: 0.5 })
    const heard = voiced(stream, Float32Array.from([...speech, ...new Float32Array(8000)]))
    const soundStartMs = 300
    const soundEndMs = (speech.length / 16_000) * 1000 - 300
    const startMs = (heard.indexOf(true) + 1) * 32
    const endMs = (heard.lastIndexOf(true) + 2) * 32
    expect(startMs - soundStartMs).toBeLessThan(150)
    expect(endMs - soundEndMs).toBeLessThan(200)
    await detector.close()
  })

  test('after two minutes without a rest speech is heard as it was at first', async () => {
    const detector = await create()
    const stream = detector.open({ threshold: 0.5 })
    const heard = voiced(stream, speech)
    const restless = speech.subarray(heard.indexOf(true) * vadFrameSamples, heard.lastIndexOf(true) * vadFrameSamples)
    const rounds = Array.from({ length: 50 }, () => voiced(stream, restless))
    expect(rounds.at(-1)).toEqual(rounds[1])
    expect(rounds[1]!.filter(Boolean).length).toBeGreaterThan(0.8 * rounds[1]!.length)
    await detector.close()
  })

  test('noise and tones are not voice', async () => {
    const detector = await create()
    for (const sound of [whiteNoise(0.001), whiteNoise(0.1), tone(440), tone(3000)]) {
      const stream = detector.open({ threshold: 0.5 })
      expect(voiced(stream, sound)).not.toContain(true)
      stream.close()
    }
    await detector.close()
  })

  test('a higher threshold hears no more than a lower one', async () => {
    const detector = await create()
    const count = (threshold: number) => voiced(detector.open({ threshold }), speech).filter(Boolean).length
    expect(count(0.9)).toBeLessThanOrEqual(count(0.3))
    await detector.close()
  })

  test('a missing model is told at once', async () => {
    await expect(createSileroDetector({ modelFile: '/no/such/model.onnx' })).rejects.toMatchObject({ code: 'internal' })
  })

  test('a closed detector opens no stream', async () => {
    const detector = await create()
    await detector.close()
    expect(() => detector.open({ threshold: 0.5 })).toThrow('closed')
  })
})

/** Two seconds, the same each time: a linear congruential generator (Numerical Recipes). */
function whiteNoise(amplitude: number): Float32Array {
  let state = 1
  return Float32Array.from({ length: 32_000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return amplitude * (state / 2 ** 31 - 1)
  })
}

function tone(hz: number): Float32Array {
  return Float32Array.from({ length: 32_000 }, (_, index) => 0.3 * Math.sin((2 * Math.PI * hz * index) / 16_000))
}
