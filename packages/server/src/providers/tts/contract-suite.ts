import { floatFromInt16, rms } from '@sidetone/audio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SpeechPiece, SpeechSynthesiser } from './contract.js'

const never = new AbortController().signal

/** The rules every synthesiser keeps. */
export function synthesiserKeepsItsContract(name: string, create: () => Promise<SpeechSynthesiser>): void {
  describe(`speech synthesiser ${name}`, () => {
    let synthesiser: SpeechSynthesiser
    beforeAll(async () => {
      synthesiser = await create()
    })
    afterAll(() => synthesiser.close())
    const say = (text: string, speed = 1, signal = never) => pieces(synthesiser.synthesise({ text, voice: synthesiser.voices[0]!, speed }, signal))

    test('a sentence sounds, and its words cover it in order', async () => {
      const text = 'Hello there, good morning.'
      const spoken = await say(text)
      expect(spoken.map(({ samples }) => rms(floatFromInt16(samples))).every((level) => level > 0.01)).toBe(true)
      const words = spoken.flatMap((piece) => piece.words.map(({ textStart, textEnd }) => text.slice(textStart, textEnd).replace(/\W/g, '')))
      expect(words).toEqual(['Hello', 'there', 'good', 'morning'])
    })

    test('word times lie within the piece and never run backwards', async () => {
      for (const { samples, sampleRateHz, words } of await say('One, two - three "four" 5.')) {
        const times = words.flatMap(({ startMs, endMs }) => [startMs, endMs])
        expect(times.toSorted((a, b) => a - b)).toEqual(times)
        expect(times[0]).toBeGreaterThanOrEqual(0)
        expect(times.at(-1)).toBeLessThanOrEqual((samples.length / sampleRateHz) * 1000)
      }
    })

    test('a long text is spoken whole, and its places count from its beginning', async () => {
      const text = 'This sentence is said again and again, because it is short. '.repeat(12)
      const words = (await say(text)).flatMap((piece) => piece.words)
      expect(words.map(({ textStart, textEnd }) => text.slice(textStart, textEnd)).join(' ')).toBe(text.trim())
    })

    test.each(['', ' ', '\n'])('a text without words (%j) has no sound', async (text) => {
      expect(await say(text)).toEqual([])
    })

    test('twice the speed takes about half the time', async () => {
      const [normal, fast] = [await say('Good morning to you all.'), await say('Good morning to you all.', 2)].map(duration)
      expect(fast! / normal!).toBeGreaterThan(0.4)
      expect(fast! / normal!).toBeLessThan(0.65)
    })

    test('an unknown voice fails', async () => {
      const unknown = pieces(synthesiser.synthesise({ text: 'Hello.', voice: 'no such voice', speed: 1 }, never))
      await expect(unknown).rejects.toMatchObject({ code: 'synthesis-failed' })
    })

    test('a signal that is aborted already is thrown', async () => {
      const reason = new Error('gone')
      await expect(say('Hello.', 1, AbortSignal.abort(reason))).rejects.toBe(reason)
    })

    test('an abort throws its reason, and the synthesiser goes on serving', async () => {
      const reason = new Error('gone')
      const abort = new AbortController()
      const left = say('This is not going to be heard by anyone.', 1, abort.signal)
      abort.abort(reason)
      await expect(left).rejects.toBe(reason)
      expect(duration(await say('Hello.'))).toBeGreaterThan(0.1)
    })

    test('texts given at once each get their own words', async () => {
      const texts = ['One.', 'One two.', 'One two three.', 'One two three four.', 'One two three four five.']
      const counts = await Promise.all(texts.map(async (text) => (await say(text)).flatMap((piece) => piece.words).length))
      expect(counts).toEqual([1, 2, 3, 4, 5])
    })
  })
}

async function pieces(speech: AsyncIterable<SpeechPiece>): Promise<SpeechPiece[]> {
  const all: SpeechPiece[] = []
  for await (const piece of speech) all.push(piece)
  return all
}

/** In seconds. */
function duration(spoken: readonly SpeechPiece[]): number {
  return spoken.reduce((sum, { samples, sampleRateHz }) => sum + samples.length / sampleRateHz, 0)
}
