import { bytesFromFloat } from '@sidetone/audio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveModel } from '../models/cache.js'
import type { NoiseSuppressor } from '../providers/denoise/contract.js'
import { createRnnoiseSuppressor } from '../providers/denoise/rnnoise/rnnoise.js'
import type { SpeechRecogniser } from '../providers/stt/contract.js'
import { createMoonshineRecogniser } from '../providers/stt/moonshine/moonshine.js'
import { said } from '../providers/tts/flite/say.test-support.js'
import type { VoiceActivityDetector } from '../providers/vad/contract.js'
import { createSileroDetector } from '../providers/vad/silero/silero.js'
import type { ListeningSettings, VoiceActivity } from './contract.js'
import { createListening } from './listener.js'

const sentence = 'Good morning, how can I help you today?'
const kinds = ['near-field', 'far-field'] as const

describe('noise reduction with models', () => {
  let detector: VoiceActivityDetector
  let recogniser: SpeechRecogniser
  let suppressor: NoiseSuppressor
  let speech: Float32Array
  beforeAll(async () => {
    const { files } = resolveModel('moonshine-tiny-en')
    detector = await createSileroDetector({ modelFile: resolveModel('silero-vad-v6').files['silero_vad_v6.onnx']!, preload: 2 })
    recogniser = await createMoonshineRecogniser({
      encoderFile: files['encoder_model.onnx']!,
      decoderFile: files['decoder_model_merged.onnx']!,
      tokensFile: files['tokens.txt']!,
    })
    suppressor = await createRnnoiseSuppressor()
    speech = Float32Array.from([...new Float32Array(16_000), ...(await said(sentence))[0]!, ...new Float32Array(16_000)])
  })
  afterAll(() => Promise.all([detector.close(), recogniser.close(), suppressor.close()]))

  async function hear(samples: Float32Array, noiseReduction: ListeningSettings['noiseReduction'] & string) {
    const activities: VoiceActivity[] = []
    const settings = { format: { encoding: 'pcm16', sampleRateHz: 16_000 }, threshold: 0.5, language: null, keepAheadMs: null, noiseReduction } as const
    const listener = createListening({ detector, recogniser, suppressor })((activity) => activities.push(activity), settings)
    const bytes = bytesFromFloat(samples)
    for (let at = 0; at < bytes.length; at += 640) listener.append(bytes.subarray(at, at + 640))
    const text = await listener.transcribe(listener.commit(null), new AbortController().signal)
    listener.close()
    return { text, voiced: activities.some(({ voice }) => voice) }
  }

  test.each(kinds)('%s: a sentence in rumble becomes its words', async (kind) => {
    const { text } = await hear(
      rumble(speech.length, 0.01).map((sample, index) => sample + speech[index]!),
      kind,
    )
    expect(text.toLowerCase()).toContain('how can i help you')
  })

  test.each(kinds)('%s: rumble alone is no voice and has no words', async (kind) => {
    expect(await hear(rumble(80_000, 0.1), kind)).toEqual({ text: '', voiced: false })
  })

  test('far-field: a sentence 40 dB down becomes its words', async () => {
    const { text } = await hear(
      speech.map((sample) => sample / 100),
      'far-field',
    )
    expect(text.toLowerCase()).toContain('how can i help you')
  })
})

/** Low-passed noise, the same each time: a linear congruential generator (Numerical Recipes) and a one-pole filter. */
function rumble(length: number, amplitude: number): Float32Array {
  let state = 1
  let output = 0
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    output = 0.95 * output + 0.3 * amplitude * (state / 2 ** 31 - 1)
    return output
  })
}
