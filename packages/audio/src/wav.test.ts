import { describe, expect, test } from 'vitest'
import { readWav, writeWav } from './wav.js'

const samples = Int16Array.of(1, -2, 300, -32768)
const written = () => writeWav({ sampleRateHz: 24_000, samples })

/** A WAV file of the given chunks. */
function riff(...chunks: [name: string, body: Uint8Array, statedLength?: number][]): Uint8Array {
  const bytes: number[] = [...new TextEncoder().encode('RIFF'), 0, 0, 0, 0, ...new TextEncoder().encode('WAVE')]
  for (const [name, body, statedLength = body.length] of chunks) {
    bytes.push(...new TextEncoder().encode(name), ...new Uint8Array(Uint32Array.of(statedLength).buffer), ...body)
    if (body.length % 2 === 1) bytes.push(0)
  }
  return Uint8Array.from(bytes)
}

const format = (encoding: number, channels: number, bits: number) => {
  const body = new Uint8Array(16)
  const view = new DataView(body.buffer)
  view.setUint16(0, encoding, true)
  view.setUint16(2, channels, true)
  view.setUint32(4, 16_000, true)
  view.setUint16(14, bits, true)
  return body
}

describe('a WAV file', () => {
  test('comes back as it was written', () => {
    expect(readWav(written())).toEqual({ sampleRateHz: 24_000, samples })
  })

  test('may hold other chunks, of odd length too', () => {
    const wav = riff(
      ['LIST', Uint8Array.of(1, 2, 3)],
      ['fmt ', format(1, 1, 16)],
      ['fact', new Uint8Array(4)],
      ['data', Uint8Array.of(1, 0, 2, 0)],
      ['id3 ', new Uint8Array(9)],
    )
    expect(readWav(wav)).toEqual({ sampleRateHz: 16_000, samples: Int16Array.of(1, 2) })
  })

  test('in stereo is mixed to mono', () => {
    expect(readWav(riff(['fmt ', format(1, 2, 16)], ['data', Uint8Array.of(10, 0, 20, 0, 4, 0, 0, 0)])).samples).toEqual(Int16Array.of(15, 2))
  })

  test('whose length was never filled in ends with the file', () => {
    expect(readWav(riff(['fmt ', format(1, 1, 16)], ['data', Uint8Array.of(1, 0, 2, 0), 0xffffffff])).samples).toEqual(Int16Array.of(1, 2))
  })

  test('in the extensible form is read when it holds PCM', () => {
    const extensible = new Uint8Array(40)
    extensible.set(format(0xfffe, 1, 16))
    extensible[24] = 1
    expect(readWav(riff(['fmt ', extensible], ['data', Uint8Array.of(3, 0)])).samples).toEqual(Int16Array.of(3))
  })

  test.each([
    ['no RIFF header', new Uint8Array(50), 'not-wav'],
    ['nothing at all', new Uint8Array(0), 'not-wav'],
    ['no data', riff(['fmt ', format(1, 1, 16)]), 'not-wav'],
    ['data before the format', riff(['data', new Uint8Array(4)], ['fmt ', format(1, 1, 16)]), 'not-wav'],
    ['a cut-off format', riff(['fmt ', new Uint8Array(8)], ['data', new Uint8Array(4)]), 'not-wav'],
    ['floats', riff(['fmt ', format(3, 1, 32)], ['data', new Uint8Array(4)]), 'unsupported-wav'],
    ['8 bits', riff(['fmt ', format(1, 1, 8)], ['data', new Uint8Array(4)]), 'unsupported-wav'],
    ['six channels', riff(['fmt ', format(1, 6, 16)], ['data', new Uint8Array(4)]), 'unsupported-wav'],
  ])('with %s is refused', (_, bytes, code) => {
    expect(() => readWav(bytes)).toThrow(expect.objectContaining({ code }))
  })
})
