import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveModel } from '../../../models/cache.js'
import { said } from '../../tts/flite/say.test-support.js'
import type { SpeechRecogniser } from '../contract.js'
import { recogniserKeepsItsContract } from '../contract-suite.js'
import { createMoonshineRecogniser } from './moonshine.js'

function create(): Promise<SpeechRecogniser> {
  const { files } = resolveModel('moonshine-tiny-en')
  return createMoonshineRecogniser({
    encoderFile: files['encoder_model.onnx']!,
    decoderFile: files['decoder_model_merged.onnx']!,
    tokensFile: files['tokens.txt']!,
  })
}

recogniserKeepsItsContract('moonshine', create, async () => ({ samples: (await said('Good morning, how can I help you today?'))[0]!, word: 'morning' }))

describe('moonshine', () => {
  const never = new AbortController().signal
  let moonshine: SpeechRecogniser
  beforeAll(async () => {
    moonshine = await create()
  })
  afterAll(() => moonshine.close())
  const recognise = async (samples: Float32Array) => (await moonshine.recognise({ samples, sampleRateHz: 16_000, language: null }, never)).text

  test('an utterance longer than the model holds is recognised to its end', async () => {
    const [first, second] = await said('The library closes at six on weekdays.', 'Please turn left at the second traffic light.')
    const long = new Float32Array(40 * 16_000)
    for (let at = 0; at + first!.length < 35 * 16_000; at += first!.length) long.set(first!, at)
    long.set(second!, long.length - second!.length)
    const text = (await recognise(long)).toLowerCase()
    expect(text.split('library').length - 1).toBeGreaterThanOrEqual(8)
    expect(text).toMatch(/traffic light\W*$/)
  })

  test.each(['Yes.', 'Thank you.'])('a word or two in seconds of silence are found: "%s"', async (words) => {
    const [speech] = await said(words)
    const alone = new Float32Array(speech!.length + 3 * 16_000)
    alone.set(speech!, 1.5 * 16_000)
    expect(await recognise(alone)).toBe(words)
  })

  test('the event loop turns while the engine works', async () => {
    const [speech] = await said('The train to the airport leaves from platform four, and the bus from the main square.')
    let turns = 0
    let done = false
    const count = () => {
      turns++
      if (!done) setImmediate(count)
    }
    count()
    await recognise(speech!)
    done = true
    expect(turns).toBeGreaterThan(100)
  })

  test('words of speech that goes on leave a place for the rest', async () => {
    const [speech] = await said('The library closes at six on weekdays.')
    const order: string[] = []
    const work = (name: string, precedence?: 'low') =>
      moonshine
        .recognise({ samples: speech!.slice(), sampleRateHz: 16_000, language: null, ...(precedence && { precedence }) }, never)
        .then(() => order.push(name))
    await Promise.all([...Array.from({ length: 8 }, (_, index) => work(`low ${index}`, 'low')), work('turn')])
    expect(order.indexOf('turn')).toBeLessThan(4)
  })

  test('a closed recogniser fails with its code', async () => {
    const closed = await create()
    await closed.close()
    const samples = new Float32Array(16_000).fill(0.1)
    await expect(closed.recognise({ samples, sampleRateHz: 16_000, language: null }, never)).rejects.toMatchObject({ code: 'recognition-failed' })
  })

  test('a missing model is told at once', async () => {
    await expect(createMoonshineRecogniser({ encoderFile: '/no/such', decoderFile: '/no/such', tokensFile: '/no/such' })).rejects.toMatchObject({
      code: 'internal',
    })
  })
})
