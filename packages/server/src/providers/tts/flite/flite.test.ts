import { dbfs, floatFromInt16, peak, rms } from '@sidetone/audio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock, settle } from '../../../lib/clock.js'
import type { SpeechPiece, SpeechSynthesiser } from '../contract.js'
import { synthesiserKeepsItsContract } from '../contract-suite.js'
import { createFliteSynthesiser } from './flite.js'
import { medianPitchHz } from './median-pitch.test-support.js'

synthesiserKeepsItsContract('flite', () => createFliteSynthesiser())

describe('flite', () => {
  let flite: SpeechSynthesiser
  beforeAll(async () => {
    flite = await createFliteSynthesiser()
  })
  afterAll(() => flite.close())

  async function say(text: string, voice = 'alloy', speed = 1): Promise<SpeechPiece[]> {
    const pieces: SpeechPiece[] = []
    for await (const piece of flite.synthesise({ text, voice, speed }, new AbortController().signal)) pieces.push(piece)
    return pieces
  }

  test('every voice speaks at about -20 dBFS without clipping', async () => {
    const spoken = await Promise.all(
      flite.voices.map(async (voice) => [voice, (await say('The meeting starts at half past nine tomorrow.', voice))[0]] as const),
    )
    for (const [voice, piece] of spoken) {
      const samples = floatFromInt16(piece!.samples)
      expect(Math.abs(dbfs(rms(samples)) + 20), voice).toBeLessThan(2)
      expect(peak(samples), voice).toBeLessThan(0.98)
    }
  })

  test('the voices of OpenAI differ from each other by 4 % in pitch or 5 % in rate at the least', async () => {
    const names = flite.voices.filter((name) => !['slt', 'rms', 'awb', 'kal16'].includes(name))
    const measure = async (name: string) => {
      const { samples } = (await say('The meeting starts at half past nine tomorrow morning, as it always does.', name))[0]!
      return { name, pitchHz: medianPitchHz(floatFromInt16(samples)), samples: samples.length }
    }
    const measured = await Promise.all(names.map(measure))
    const apart = (a: number, b: number) => Math.abs(Math.log(a / b))
    const alike = measured.flatMap((a, index) =>
      measured
        .slice(index + 1)
        .filter((b) => apart(a.pitchHz, b.pitchHz) < 0.04 && apart(a.samples, b.samples) < 0.05)
        .map((b) => `${a.name} ${b.name}`),
    )
    expect(alike).toEqual([])
  })

  test('speech begins within 40 ms of the first sample and ends within 200 ms of the last', async () => {
    for (const voice of ['slt', 'rms', 'awb', 'kal16']) {
      const [piece] = await say('Good morning.', voice)
      const loud = (sample: number) => Math.abs(sample) > 100
      expect(piece!.samples.findIndex(loud) / 16, voice).toBeLessThan(40)
      expect((piece!.samples.length - piece!.samples.findLastIndex(loud)) / 16, voice).toBeLessThan(200)
    }
  })

  test('word times are those of the sound: it is quiet between words with a pause between them', async () => {
    const [piece] = await say('Tomorrow, maybe.')
    const [tomorrow, maybe] = piece!.words
    expect(maybe!.startMs - tomorrow!.endMs).toBeGreaterThan(50)
    const between = piece!.samples.slice((tomorrow!.endMs + 40) * 16, (maybe!.startMs - 20) * 16)
    expect(dbfs(rms(floatFromInt16(between)))).toBeLessThan(-45)
  })

  test.each([0.25, 4])('the whole range of speeds can be spoken (%f)', async (speed) => {
    const [piece] = await say('Good morning to you all.', 'fable', speed)
    const [normal] = await say('Good morning to you all.', 'fable')
    expect(piece!.samples.length / normal!.samples.length).toBeCloseTo(1 / speed, 0)
  })

  test.each([
    ['-voice kal hello'],
    ['--help'],
    ['-lv'],
    ['hello\0-o /etc/passwd'],
    ['%s%n%s%n $(id) `id` ; <speak><break/></speak>'],
    ['\' " \\ | & < > * ? ~ ^ { } [ ]'],
    ['日本語 only 😀 partly'],
    ['a.b.c.d. 1,2,3 10:30 3.14159 $5 50% #1 a@b.c http://x.y/z?q=1&r=2'],
    ['9'.repeat(500)],
    ['-'.repeat(500)],
    ['aaaa'.repeat(500)],
    ['\ud800 lone surrogate \udc00'],
  ])('hostile text is only text: %j', async (text) => {
    const words = (await say(text, 'kal16')).flatMap((piece) => piece.words)
    for (const word of words) expect(word.textEnd).toBeGreaterThan(word.textStart)
    expect((await say('Still here.', 'kal16'))[0]!.words).toHaveLength(2)
  })

  test.each(['日本語', '😀', '-'])('what Flite cannot say (%s) has no sound', async (text) => {
    expect(await say(text)).toEqual([])
  })

  test('words that cannot be said stand without length between the others', async () => {
    const [piece] = await say('good 日本語 morning')
    expect(piece!.words).toHaveLength(3)
    expect(piece!.words[1]!.startMs).toBe(piece!.words[1]!.endMs)
  })
})

test('speech that takes too long fails, and the thread is replaced', async () => {
  const clock = new ManualClock()
  const flite = await createFliteSynthesiser({ threads: 1, clock })
  const say = async (text: string) => {
    for await (const piece of flite.synthesise({ text, voice: 'alloy', speed: 0.25 }, new AbortController().signal)) return piece
    return null
  }
  const endless = say('This is a sentence that is on its way when the time is over.')
  const failed = expect(endless).rejects.toMatchObject({ code: 'synthesis-failed' })
  await settle(1)
  await clock.advance(10_000)
  await failed
  expect((await say('Hello.'))!.words).toHaveLength(1)
  await flite.close()
})
