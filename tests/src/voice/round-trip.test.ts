import { floatFromInt16, resample, rms } from '@sidetone/audio'
import { resolveModel } from '@sidetone/server/models/cache.js'
import type { SpeechRecogniser } from '@sidetone/server/providers/stt/contract.js'
import { createMoonshineRecogniser } from '@sidetone/server/providers/stt/moonshine/moonshine.js'
import { speakable } from '@sidetone/server/speaking/speakable/speakable.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { concat } from '../support/speech.js'
import { wordErrors } from '../support/word-error-rate.js'
import { beginSpokenReply, type SpokenReply } from './spoken-reply.js'

const sentences = [
  'The kettle is on and the tea will be ready soon.',
  'Could you close the window before you leave?',
  'My sister lives in a small house near the station.',
  'The meeting was moved to the third of March.',
  'Your train leaves at 7:45 in the morning.',
  'That comes to $23.50 all together.',
  'There are 12 eggs in the basket and 3 on the table.',
  'What would you like to eat for dinner tonight?',
  'It will rain in the afternoon, so take an umbrella.',
  'I have sent you the letter that you asked for.',
  'The library is open from nine until six on weekdays.',
  'We need 250 grams of butter and some flour.',
  'Do you remember the name of that song?',
  'Her birthday is on June 14, 1986.',
  'Turn left at the church and walk to the end of the road.',
  'The doctor can see you at half past ten on Friday.',
  'About 40% of the people in this town work at the harbor.',
  'Please call me back when you have a minute.',
  'He paid 1,200 dollars for the old piano.',
  'Thank you very much, and have a nice weekend.',
]

/** The names of OpenAI's voices. */
const voices = ['alloy', 'ash', 'ballad', 'cedar', 'coral', 'echo', 'fable', 'marin', 'nova', 'onyx', 'sage', 'shimmer', 'verse']
const lineForVoices = 'It is a fine day for a walk along the river.'

describe('speech over the wire, on the embedded stack', () => {
  let server: TestServer
  beforeAll(async () => {
    const calls = [...sentences, ...voices.map(() => lineForVoices)].map((sentence) => ({ answer: [sentence] }))
    server = await startTestServer({ script: { calls } })
  })
  afterAll(() => server?.close())

  /** All at once; the script gives its answers in the order in which they begin. */
  async function replies(lines: readonly { question: string; voice: string }[]): Promise<SpokenReply[]> {
    const begun: Promise<SpokenReply>[] = []
    for (const { question, voice } of lines) begun.push((await beginSpokenReply(server.realtimeUrl, question, voice)).reply)
    return Promise.all(begun)
  }

  it('is understood: the recogniser gets less than 15 % of the words of 20 sentences wrong', async () => {
    const spoken = await replies(sentences.map((_, index) => ({ question: `Sentence ${index + 1}, please.`, voice: 'alloy' })))
    expect(spoken.map(({ transcript }) => transcript)).toEqual(sentences)
    const { files } = resolveModel('moonshine-tiny-en')
    const recogniser = await createMoonshineRecogniser({
      encoderFile: files['encoder_model.onnx']!,
      decoderFile: files['decoder_model_merged.onnx']!,
      tokensFile: files['tokens.txt']!,
    })
    const compared: { transcript: string; heard: string; edits: number; words: number }[] = []
    for (const { transcript, samples } of spoken) {
      const heard = await recognised(recogniser, samples)
      compared.push({ transcript, heard, ...wordErrors(speakable(transcript).spoken, speakable(heard).spoken) })
    }
    await recogniser.close()
    const edits = compared.reduce((sum, each) => sum + each.edits, 0)
    const words = compared.reduce((sum, each) => sum + each.words, 0)
    const worst = compared.reduce((a, b) => (b.edits / b.words > a.edits / a.words ? b : a))
    console.log(`Word error rate of the default voice over the wire: ${((100 * edits) / words).toFixed(1)} % (${edits} of ${words} words).`)
    console.log(`Worst: "${worst.transcript}" was heard as "${worst.heard}".`)
    expect(edits / words).toBeLessThan(0.15)
  })

  it('speaks in every voice that the wire names, each in its own way', async () => {
    const spoken = await replies(voices.map((voice) => ({ question: 'How is the weather?', voice })))
    for (const [index, { samples }] of spoken.entries()) {
      const seconds = samples.length / 24_000
      // Ten words; people say two to four of them a second.
      expect(seconds, voices[index]).toBeGreaterThan(1.8)
      expect(seconds, voices[index]).toBeLessThan(5)
      expect(rms(floatFromInt16(samples)), voices[index]).toBeGreaterThan(0.02)
    }
    expect(new Set(spoken.map(({ samples }) => Buffer.from(samples.buffer).toString('base64'))).size).toBe(voices.length)
  })
})

/** The recogniser wants a little silence around the speech. */
async function recognised(recogniser: SpeechRecogniser, samples: Int16Array): Promise<string> {
  const margin = new Float32Array(6_400)
  const speech = concat([margin, resample(floatFromInt16(samples), 24_000, 16_000), margin])
  return (await recogniser.recognise({ samples: speech, sampleRateHz: 16_000, language: null }, new AbortController().signal)).text
}
