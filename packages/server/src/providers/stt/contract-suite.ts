import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SpeechRecogniser, Utterance } from './contract.js'

const never = new AbortController().signal

/** The rules every recogniser keeps. `speech`: 16 kHz speech of about two seconds in which `word` is said. */
export function recogniserKeepsItsContract(
  name: string,
  create: () => Promise<SpeechRecogniser>,
  speech: () => Promise<{ samples: Float32Array; word: string }>,
): void {
  describe(`speech recogniser ${name}`, () => {
    let recogniser: SpeechRecogniser
    let samples: Float32Array
    let word: string
    beforeAll(async () => {
      recogniser = await create()
      const spoken = await speech()
      samples = spoken.samples
      word = spoken.word
    })
    afterAll(() => recogniser.close())
    const recognise = (audio: Float32Array, signal = never) => recogniser.recognise(utterance(audio), signal)

    test('speech becomes its words, without spaces around them', async () => {
      const { text } = await recognise(samples.slice())
      expect(text.toLowerCase()).toContain(word)
      expect(text).toBe(text.trim())
    })

    test.each([0, 1, 320, 16_000, 160_000])('%i samples of digital silence have no words', async (length) => {
      expect(await recognise(new Float32Array(length))).toEqual({ text: '' })
    })

    test('a signal that is aborted already is thrown', async () => {
      const reason = new Error('gone')
      await expect(recognise(samples.slice(), AbortSignal.abort(reason))).rejects.toBe(reason)
    })

    test('an abort rejects with its reason, and the recogniser goes on serving', async () => {
      const reason = new Error('gone')
      const abort = new AbortController()
      const left = recognise(samples.slice(), abort.signal)
      abort.abort(reason)
      await expect(left).rejects.toBe(reason)
      expect((await recognise(samples.slice())).text.toLowerCase()).toContain(word)
    })

    test('utterances given at once each get their own words', async () => {
      const [spoken, silent] = await Promise.all([recognise(samples.slice()), recognise(new Float32Array(16_000))])
      expect(spoken.text.toLowerCase()).toContain(word)
      expect(silent.text).toBe('')
    })
  })
}

function utterance(samples: Float32Array): Utterance {
  return { samples, sampleRateHz: 16_000, language: null }
}
