import { bytesFromFloat } from '@sidetone/audio'
import { describe, expect, test } from 'vitest'
import { createScriptedSuppressor } from '../providers/denoise/scripted/scripted-suppressor.js'
import { createScriptedRecogniser } from '../providers/stt/scripted/scripted-recogniser.js'
import { createScriptedDetector } from '../providers/vad/scripted/scripted-detector.js'
import type { ListeningSettings, VoiceActivity } from './contract.js'
import { createListening } from './listener.js'

const never = new AbortController().signal
const off: ListeningSettings = { format: { encoding: 'pcm16', sampleRateHz: 16_000 }, threshold: 0.1, language: null, keepAheadMs: null }
const near: ListeningSettings = { ...off, noiseReduction: 'near-field' }
const far: ListeningSettings = { ...off, noiseReduction: 'far-field' }

/** A detector that hears what is louder than 0.1, and a suppressor that takes away what is quieter than 0.3 and holds back 20 ms. */
function listen(settings: ListeningSettings) {
  const recogniser = createScriptedRecogniser([{ text: 'words' }, { text: 'words' }])
  const activities: VoiceActivity[] = []
  const suppressor = createScriptedSuppressor({ floor: 0.3, latencySamples: 320 })
  const parts = { detector: createScriptedDetector(), recogniser, suppressor, earlyAfterMs: Number.POSITIVE_INFINITY }
  const listener = createListening(parts)((activity) => activities.push(activity), settings)
  return {
    listener,
    recogniser,
    activities,
    /** A tone, in packets of 20 ms. */
    play: (milliseconds: number, amplitude: number) => {
      for (let packet = 0; packet < milliseconds / 20; packet++) {
        listener.append(bytesFromFloat(Float32Array.from({ length: 320 }, (_, index) => amplitude * Math.sin((index * Math.PI) / 20))))
      }
    },
    voiced: () => activities.some(({ voice }) => voice),
  }
}

const largest = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

describe('noise reduction', () => {
  test('off: what the suppressor would take away is voice', () => {
    const { play, voiced } = listen(off)
    play(400, 0.15)
    expect(voiced()).toBe(true)
  })

  test.each([near, far])('$noiseReduction: speech is voice, and the recogniser gets the audio, not what is left of it', async (settings) => {
    const { listener, recogniser, play, voiced } = listen(settings)
    play(200, 0)
    play(600, 0.6)
    play(400, 0)
    expect(voiced()).toBe(true)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('words')
    const { samples } = recogniser.heard[0]!
    expect(samples.filter((sample) => Math.abs(sample) > 0 && Math.abs(sample) < 0.29).length).toBeGreaterThan(1000)
  })

  test('near-field: sound that the suppressor takes away is no voice and becomes no words', async () => {
    const { listener, play, voiced } = listen(near)
    play(1000, 0.15)
    expect(voiced()).toBe(false)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('')
  })

  test('far-field: speech too quiet to be heard otherwise is heard, and louder for the recogniser', async () => {
    const whisper = 0.02
    const close = listen(near)
    close.play(100, 0)
    close.play(600, whisper)
    expect(close.voiced()).toBe(false)
    const { listener, recogniser, play, voiced } = listen(far)
    play(100, 0)
    play(600, whisper)
    play(200, 0)
    expect(voiced()).toBe(true)
    await listener.transcribe(listener.commit(null), never)
    expect(largest(recogniser.heard[0]!.samples)).toBeGreaterThan(0.4)
  })

  test.each([near, far])('$noiseReduction: voice is placed where it was said, however late the suppressor gives it', (settings) => {
    const { play, activities } = listen(settings)
    play(1000, 0)
    play(500, 0.6)
    play(1000, 0)
    const { voiceStartMs, quietMs, audioMs } = activities.at(-1)!
    expect(voiceStartMs).toBeGreaterThanOrEqual(960)
    expect(voiceStartMs).toBeLessThanOrEqual(1010)
    expect(audioMs - quietMs!).toBeGreaterThanOrEqual(1490)
    expect(audioMs - quietMs!).toBeLessThanOrEqual(1540)
  })

  test('what is held back counts as received', () => {
    const { listener, play } = listen(near)
    play(500, 0.6)
    expect(listener.bufferedMs()).toBe(500)
    expect(listener.commit(null)).toEqual({ startMs: 0, endMs: 500 })
    expect(listener.bufferedMs()).toBe(0)
  })

  test('it can be turned on and off at any time: no audio is lost and time goes on', () => {
    const { listener, activities, play } = listen(off)
    for (const settings of [near, far, { ...far, threshold: 0.2 }, off, near]) {
      play(500, 0.6)
      listener.configure(settings)
    }
    play(540, 0.6)
    expect(listener.bufferedMs()).toBe(3040)
    expect(activities.map(({ audioMs }) => audioMs)).toEqual(Array.from({ length: activities.length }, (_, index) => 32 * (index + 1)))
    expect(activities).toHaveLength(Math.floor((3040 - 20) / 32))
  })

  test('a listener that is closed while it hears takes nothing more', () => {
    const suppressor = createScriptedSuppressor()
    const parts = { detector: createScriptedDetector(), recogniser: createScriptedRecogniser([]), suppressor }
    let heard = 0
    const listener = createListening(parts)(() => {
      heard++
      listener.close()
    }, far)
    listener.append(bytesFromFloat(new Float32Array(16_000)))
    listener.configure(near)
    expect(heard).toBe(1)
  })
})
