import { bytesFromFloat, resample } from '@sidetone/audio'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../lib/clock.js'
import { SpeculationLedger } from '../lib/speculation.js'
import { resolveModel } from '../models/cache.js'
import type { SpeechRecogniser } from '../providers/stt/contract.js'
import { createMoonshineRecogniser } from '../providers/stt/moonshine/moonshine.js'
import { said } from '../providers/tts/flite/say.test-support.js'
import type { VoiceActivityDetector } from '../providers/vad/contract.js'
import { createSileroDetector } from '../providers/vad/silero/silero.js'
import type { VoiceActivity } from './contract.js'
import { createListening } from './listener.js'

const never = new AbortController().signal
const rateHz = 16_000
/** Of silence before and behind each sentence that `said` gives, in seconds. */
const aroundSeconds = 0.3

let detector: VoiceActivityDetector
let recogniser: SpeechRecogniser
let sentence: Float32Array

beforeAll(async () => {
  const moonshine = resolveModel('moonshine-tiny-en').files
  const silero = Object.values(resolveModel('silero-vad-v6').files)
  detector = await createSileroDetector({ modelFile: silero[0]!, preload: 1 })
  recogniser = await createMoonshineRecogniser({
    encoderFile: moonshine['encoder_model.onnx']!,
    decoderFile: moonshine['decoder_model_merged.onnx']!,
    tokensFile: moonshine['tokens.txt']!,
  })
  sentence = (await said('The library closes at six on weekdays.'))[0]!
})
afterAll(() => Promise.all([detector.close(), recogniser.close()]))

/** Streams two seconds of silence, the sentence and a second of silence; commits after half a second of quiet. */
async function hear(toListen: { sampleRateHz: 24_000 | 16_000 | 8_000 }) {
  const signal = new Float32Array(rateHz * 3 + sentence.length)
  signal.set(sentence, rateHz * 2)
  const bytes = bytesFromFloat(resample(signal, rateHz, toListen.sampleRateHz))
  const activities: VoiceActivity[] = []
  const texts: Promise<string>[] = []
  const ledger = new SpeculationLedger(systemClock)
  const listener = createListening({ detector, recogniser, ledger })(
    (activity) => {
      activities.push(activity)
      if ((activity.quietMs ?? 0) >= 500 && texts.length === 0) texts.push(listener.transcribe(listener.commit(activity.audioMs), never))
    },
    { format: { encoding: 'pcm16', ...toListen }, threshold: 0.5, language: 'en', keepAheadMs: 300 },
  )
  const packet = toListen.sampleRateHz / 25
  for (let at = 0; at < bytes.length; at += packet) listener.append(bytes.subarray(at, at + packet))
  const text = await texts[0]
  listener.close()
  return { activities, text, early: ledger.report().recognitions }
}

test('the first words of a voice that is still on are found, and nothing is taken for it', async () => {
  const listener = createListening({ detector, recogniser })(() => {}, {
    format: { encoding: 'pcm16', sampleRateHz: 16_000 },
    threshold: 0.5,
    language: 'en',
    keepAheadMs: 300,
  })
  listener.append(bytesFromFloat(new Float32Array(rateHz)))
  listener.append(bytesFromFloat(sentence.subarray(0, (aroundSeconds + 0.7) * rateHz)))
  const bufferedMs = listener.bufferedMs()
  const sinceMs = 1_000 + 1_000 * aroundSeconds
  expect((await listener.recogniseSoFar(sinceMs, never)).toLowerCase()).toMatch(/the li/)
  expect(listener.levelDbfs(sinceMs)).toBeGreaterThan(-40)
  expect(listener.bufferedMs()).toBe(bufferedMs)
  listener.close()
})

test.each([24_000, 16_000, 8_000] as const)('a spoken sentence at %i Hz becomes its words, recognised before the quiet was over', async (sampleRateHz) => {
  const { text, early } = await hear({ sampleRateHz })
  expect(text?.toLowerCase()).toMatch(/library closes at (six|6) on week ?days/)
  expect(early.used).toBe(1)
})

test('the voice is found within 100 ms of its true edges', async () => {
  const { activities } = await hear({ sampleRateHz: 16_000 })
  const last = activities.at(-1) as { audioMs: number; voiceStartMs: number; quietMs: number }
  expect(Math.abs(last.voiceStartMs - (2 + aroundSeconds) * 1000)).toBeLessThan(100)
  expect(Math.abs(last.audioMs - last.quietMs - (2 + sentence.length / rateHz - aroundSeconds) * 1000)).toBeLessThan(100)
})
