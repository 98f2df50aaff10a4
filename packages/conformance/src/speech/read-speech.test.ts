import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readSpeech } from './read-speech.js'

function wav(code: number, channels: number, rateHz: number, bits: number, audio: Buffer): Uint8Array {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + audio.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(code, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rateHz, 24)
  header.writeUInt16LE(bits, 34)
  header.write('data', 36)
  header.writeUInt32LE(audio.length, 40)
  return Buffer.concat([header, audio])
}

const pcm = (...samples: number[]) => Buffer.from(Int16Array.from(samples).buffer)

describe('speech is read from a WAV file to 24 kHz, mono', () => {
  it('PCM at 24 kHz as it is', () => {
    expect([...readSpeech(wav(1, 1, 24_000, 16, pcm(1, -2, 3)))]).toEqual([1, -2, 3])
  })

  it('stereo mixed', () => {
    expect([...readSpeech(wav(1, 2, 24_000, 16, pcm(100, 300, -100, -300)))]).toEqual([200, -200])
  })

  it('another rate along straight lines', () => {
    expect([...readSpeech(wav(1, 1, 12_000, 16, pcm(0, 100)))]).toEqual([0, 50, 100, 100])
  })

  it('u-law by the table of G.711: its loudest, its quietest and its sign', () => {
    expect([...readSpeech(wav(7, 1, 24_000, 8, Buffer.from([0x80, 0xff, 0x00])))]).toEqual([32_124, 0, -32_124])
  })

  it('the question that comes with the package is short, and a voice', () => {
    const file = readFileSync(new URL('../../assets/question.wav', import.meta.url))
    const samples = readSpeech(file)
    expect(file.length).toBeLessThan(60_000)
    expect(samples.length / 24_000).toBeGreaterThan(0.5)
    expect(samples.some((sample) => Math.abs(sample) > 5_000)).toBe(true)
  })

  it.each([
    ['no WAV file', Buffer.from('hello'), 'This is no WAV file.'],
    ['a compressed one', wav(85, 1, 24_000, 0, Buffer.alloc(4)), 'This WAV file is neither 16-bit PCM nor u-law.'],
    ['one without sound', wav(1, 1, 24_000, 16, Buffer.alloc(0)).subarray(0, 36), 'This WAV file has no sound in it.'],
  ])('%s is refused with a sentence', (_what, file, sentence) => {
    expect(() => readSpeech(file)).toThrow(sentence)
  })
})
