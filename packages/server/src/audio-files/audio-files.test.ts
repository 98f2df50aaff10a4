import { createHash } from 'node:crypto'
import { encodeAlaw, encodeMulaw, writeWav } from '@sidetone/audio'
import { describe, expect, it } from 'vitest'
import { collectAudio } from './collect-audio.js'
import { containerOf } from './container.js'
import type { AudioFileError } from './contract.js'
import { createEncoder, type EncodedFormat, encodedFormats } from './create-encoder.js'
import { decodeAudioFile } from './decode-audio-file.js'
import { readOggPages } from './ogg-page.js'

const never = new AbortController().signal
const limits = { sampleRateHz: 24_000, longestMs: 60_000 }

/** Two seconds of a tone that swells, at 24 kHz. */
const tone = Int16Array.from({ length: 48_001 }, (_, index) => 8_000 * Math.sin(index * 0.11) * Math.sin((index / 48_001) * Math.PI))

async function encoded(format: EncodedFormat, samples = tone): Promise<Uint8Array> {
  const encoder = await createEncoder(format)
  const parts: Uint8Array[] = []
  for (let at = 0; at < samples.length; at += 4_801) parts.push(encoder.push(samples.subarray(at, at + 4_801)))
  return new Uint8Array(Buffer.concat([...parts, encoder.end()]))
}

const decoded = async (bytes: Uint8Array, more: { name?: string; contentType?: string } = {}) =>
  collectAudio(decodeAudioFile({ bytes, name: 'a', contentType: '', ...more }, never), limits, never)

/** How alike two signals are at the best shift within 50 ms: 1 is the same. */
function likeness(heard: Float32Array, said: Int16Array): number {
  let best = 0
  for (let shift = 0; shift < 1_200; shift++) {
    let [product, ours, theirs] = [0, 0, 0]
    for (let index = 0; index < said.length - 1_200; index += 7) {
      const [a, b] = [heard[index + shift] ?? 0, (said[index] as number) / 32_768]
      product += a * b
      ours += a * a
      theirs += b * b
    }
    best = Math.max(best, product / Math.sqrt(ours * theirs || 1))
  }
  return best
}

describe('what is encoded', () => {
  it.each([
    ['wav', 0.99999],
    ['mp3', 0.98],
    ['opus', 0.98],
  ] as const)('as %s is decoded to the same sound and length', async (format, least) => {
    const heard = await decoded(await encoded(format))
    expect(likeness(heard, tone)).toBeGreaterThan(least)
    expect(Math.abs(heard.length - tone.length)).toBeLessThan(2_400)
  })

  it.each(encodedFormats)('as %s does not depend on how the audio comes in', async (format) => {
    const encoder = await createEncoder(format)
    const whole = Buffer.concat([encoder.push(tone), encoder.end()])
    expect(Buffer.compare(whole, Buffer.from(await encoded(format)))).toBe(0)
  })

  it('as FLAC is what an independent decoder was seen to read without a loss', async () => {
    const bytes = await encoded('flac')
    expect(containerOf(bytes)).toBe('flac')
    expect(createHash('sha256').update(bytes).digest('hex')).toBe('6f34f640141de7cc3fd211a726b041876bbd768216006ab8f1b3e6cb5902a4d0')
  })

  it('as Opus says on its last page where the audio ends', async () => {
    const bytes = Buffer.from(await encoded('opus'))
    const last = bytes.lastIndexOf('OggS')
    const preSkip = bytes.readUInt16LE(bytes.indexOf('OpusHead') + 10)
    expect(bytes[last + 5]).toBe(4)
    expect(Number(bytes.readBigUInt64LE(last + 6))).toBe(preSkip + tone.length * 2)
    expect([...readOggPages(bytes)].flatMap(({ packets }) => packets).length - 2).toBe(Math.ceil((preSkip + tone.length * 2) / 960))
  })
})

/** A WAV file whose data are in another form. */
function wavOf(encoding: number, bits: number, data: Uint8Array, channels = 1): Uint8Array {
  const header = writeWav({ sampleRateHz: 24_000, samples: new Int16Array() })
  const view = new DataView(header.buffer)
  view.setUint16(20, encoding, true)
  view.setUint16(22, channels, true)
  view.setUint16(34, bits, true)
  view.setUint32(40, data.length, true)
  return new Uint8Array(Buffer.concat([header, data]))
}

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
const stereo = Int16Array.from({ length: tone.length * 2 }, (_, index) => (index % 2 === 0 ? (tone[index >> 1] as number) : 0))

describe('a WAV file', () => {
  it.each<[string, Uint8Array, number]>([
    [
      'of 8 bits',
      wavOf(
        1,
        8,
        Uint8Array.from(tone, (sample) => (sample >> 8) + 128),
      ),
      1,
    ],
    ['of 24 bits', wavOf(1, 24, bytesOf(Uint8Array.from([...tone].flatMap((sample) => [0, sample & 0xff, (sample >> 8) & 0xff])))), 1],
    ['of 32 bits', wavOf(1, 32, bytesOf(Int32Array.from(tone, (sample) => sample * 65_536))), 1],
    ['of floats', wavOf(3, 32, bytesOf(Float32Array.from(tone, (sample) => sample / 32_768))), 1],
    ['in A-law', wavOf(6, 8, encodeAlaw(tone)), 1],
    ['in mu-law', wavOf(7, 8, encodeMulaw(tone)), 1],
    ['in stereo', wavOf(1, 16, bytesOf(stereo), 2), 0.5],
  ])('%s is read', async (_, bytes, gain) => {
    const heard = await decoded(bytes)
    const worst = heard.reduce((most, sample, index) => Math.max(most, Math.abs(sample - (gain * (tone[index] ?? 0)) / 32_768)), 0)
    expect(heard.length).toBe(tone.length)
    expect(worst).toBeLessThan(0.01)
  })
})

describe('a file', () => {
  const code = (bytes: Uint8Array, more = {}) =>
    decoded(bytes, more).then(
      () => null,
      (error: AudioFileError) => error.code,
    )
  const start = (...bytes: (number | string)[]) =>
    Buffer.concat([...bytes.map((each) => (typeof each === 'string' ? Buffer.from(each) : Buffer.of(each))), Buffer.alloc(64)])

  it('is told by its first bytes, whatever it is called', async () => {
    expect(
      [
        start('RIFF....WAVE'),
        start('OggS'),
        start('fLaC'),
        start('....ftyp'),
        start(0x1a, 0x45, 0xdf, 0xa3),
        start('ID3'),
        start(0xff, 0xfb),
        start('hello'),
      ].map(containerOf),
    ).toEqual(['wav', 'ogg', 'flac', 'mp4', 'webm', 'mp3', 'mp3', null])
    expect(likeness(await decoded(await encoded('opus'), { name: 'speech.wav', contentType: 'audio/wav' }), tone)).toBeGreaterThan(0.98)
  })

  it('of bare samples is read when it says that it is PCM', async () => {
    const bytes = await encoded('pcm')
    expect((await decoded(bytes, { name: 'a.pcm' })).length).toBe(tone.length)
    expect((await decoded(bytes, { contentType: 'audio/pcm;rate=12000' })).length).toBe(tone.length * 2)
    expect(await code(bytes)).toBe('not-audio')
  })

  it.each<[string, Uint8Array]>([
    ['nothing in it', new Uint8Array()],
    ['a WAV header alone', start('RIFF....WAVE')],
    ['an MP3 tag alone', start('ID3')],
    ['damaged Opus', Uint8Array.from(Buffer.concat([start('OggS').subarray(0, 4)]))],
  ])('with %s is no audio', async (_, bytes) => {
    expect(['not-audio', 'no-decoder']).toContain(await code(bytes))
  })

  it('that is too long is refused as soon as it is', async () => {
    const bytes = await encoded('wav')
    await expect(
      collectAudio(decodeAudioFile({ bytes, name: '', contentType: '' }, never), { sampleRateHz: 24_000, longestMs: 1_999 }, never),
    ).rejects.toMatchObject({ code: 'too-long' })
  })
})
