import { describe, expect, test } from 'vitest'
import { said } from '../../tts/flite/say.test-support.js'
import { energy, suppressed, suppressorKeepsItsContract } from '../contract-suite.js'
import { createRnnoiseSuppressor } from './rnnoise.js'

const sentence = 'Good morning, how can I help you today?'
const speech = async () => (await said(sentence))[0]!

suppressorKeepsItsContract('rnnoise', createRnnoiseSuppressor, speech)

describe('rnnoise', () => {
  test('steady noise without speech falls by 10 dB and more', async () => {
    const suppressor = await createRnnoiseSuppressor()
    const stream = suppressor.open()
    const noise = rumble(48_000)
    const out = suppressed(stream, noise, 320)
    const second = (samples: Float32Array) => energy(samples.subarray(16_000))
    expect(10 * Math.log10(second(noise) / second(out))).toBeGreaterThan(10)
    stream.close()
    await suppressor.close()
  })

  test('a closed suppressor opens no stream', async () => {
    const suppressor = await createRnnoiseSuppressor()
    await suppressor.close()
    expect(() => suppressor.open()).toThrow('closed')
  })
})

/** Low-passed noise, the same each time: a linear congruential generator (Numerical Recipes) and a one-pole filter. */
function rumble(length: number): Float32Array {
  let state = 1
  let output = 0
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    output = 0.95 * output + 0.02 * (state / 2 ** 31 - 1)
    return output
  })
}
