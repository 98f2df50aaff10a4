import { describe, expect, test } from 'vitest'
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from './g711.js'

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const everySample = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)

describe('mu-law', () => {
  test('has the values at virtual decision points that table 2a of G.711 gives', () => {
    // Character signal -> value at the decoder output, in units of the 14 bit table.
    const rows: [number, number][] = [
      [0b10000000, 8031],
      [0b10001111, 4191],
      [0b10011111, 2079],
      [0b10101111, 1023],
      [0b10111111, 495],
      [0b11001111, 231],
      [0b11011111, 99],
      [0b11101111, 33],
      [0b11111110, 2],
      [0b11111111, 0],
    ]
    for (const [byte, value] of rows) {
      expect(decodeMulaw(Uint8Array.of(byte))[0]).toBe(value * 4)
      expect(Math.abs(decodeMulaw(Uint8Array.of(byte & 0x7f))[0] as number)).toBe(value * 4)
    }
  })

  test('encodes silence as 0xff and full scale as 0x80 and 0x00', () => {
    expect(encodeMulaw(Int16Array.of(0, 32767, -32768))).toEqual(Uint8Array.of(0xff, 0x80, 0x00))
  })

  test('a decoded byte encodes to itself, the second zero to the first', () => {
    expect(encodeMulaw(decodeMulaw(everyByte))).toEqual(everyByte.map((byte) => (byte === 0x7f ? 0xff : byte)))
  })

  test('what was coded once is changed no more', () => {
    const once = decodeMulaw(encodeMulaw(everySample))
    expect(decodeMulaw(encodeMulaw(once))).toEqual(once)
  })

  test('errs by at most half a step of the segment', () => {
    const coded = decodeMulaw(encodeMulaw(everySample))
    for (let index = 0; index < everySample.length; index++) {
      const magnitude = Math.min(Math.abs(everySample[index] as number), 8158 * 4)
      const halfStep = 2 ** Math.max(0, Math.floor(Math.log2(magnitude / 4 + 33)) - 5) * 4
      expect(Math.abs(Math.abs(coded[index] as number) - magnitude)).toBeLessThanOrEqual(halfStep + 4)
    }
  })
})

describe('A-law', () => {
  test('has the values at virtual decision points that table 1a of G.711 gives', () => {
    // Character signal before the inversion of even bits -> value at the decoder output, in units of the 13 bit table.
    const rows: [number, number][] = [
      [0b11111111, 4032],
      [0b11110000, 2112],
      [0b11100000, 1056],
      [0b11010000, 528],
      [0b11000000, 264],
      [0b10110000, 132],
      [0b10100000, 66],
      [0b10000000, 1],
    ]
    for (const [code, value] of rows) {
      expect(decodeAlaw(Uint8Array.of(code ^ 0x55))[0]).toBe(value * 8)
      expect(decodeAlaw(Uint8Array.of((code & 0x7f) ^ 0x55))[0]).toBe(-value * 8)
    }
  })

  test('encodes silence as 0xd5 and full scale as 0xaa and 0x2a', () => {
    expect(encodeAlaw(Int16Array.of(0, 32767, -32768))).toEqual(Uint8Array.of(0xd5, 0xaa, 0x2a))
  })

  test('a decoded byte encodes to itself', () => {
    expect(encodeAlaw(decodeAlaw(everyByte))).toEqual(everyByte)
  })

  test('what was coded once is changed no more', () => {
    const once = decodeAlaw(encodeAlaw(everySample))
    expect(decodeAlaw(encodeAlaw(once))).toEqual(once)
  })

  test('errs by at most half a step of the segment', () => {
    const coded = decodeAlaw(encodeAlaw(everySample))
    for (let index = 0; index < everySample.length; index++) {
      const sample = everySample[index] as number
      const halfStep = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(sample) / 8))) - 5) * 8
      expect(Math.abs((coded[index] as number) - sample)).toBeLessThanOrEqual(halfStep + 1)
    }
  })
})
