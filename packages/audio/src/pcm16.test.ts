import { describe, expect, test } from 'vitest'
import { bytesFromFloat, bytesFromInt16, floatFromBytes, floatFromInt16, int16FromBytes, int16FromFloat, Pcm16Reader } from './pcm16.js'

const samples = Int16Array.of(0, 1, -1, 256, -257, 32767, -32768)
const bytes = Uint8Array.of(0x00, 0x00, 0x01, 0x00, 0xff, 0xff, 0x00, 0x01, 0xff, 0xfe, 0xff, 0x7f, 0x00, 0x80)

describe('PCM16', () => {
  test('is little-endian', () => {
    expect(bytesFromInt16(samples)).toEqual(bytes)
    expect(int16FromBytes(bytes)).toEqual(samples)
  })

  test('is read from any byte offset', () => {
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    expect(int16FromBytes(shifted.subarray(1))).toEqual(samples)
    expect(floatFromBytes(shifted.subarray(1))).toEqual(floatFromInt16(samples))
  })

  test('comes back unchanged from floats, all 65536 values', () => {
    const all = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)
    expect(int16FromFloat(floatFromInt16(all))).toEqual(all)
    expect(floatFromBytes(bytesFromFloat(floatFromInt16(all)))).toEqual(floatFromInt16(all))
  })

  test('saturates beyond full scale and takes what is no number for silence', () => {
    expect(int16FromFloat(Float32Array.of(1, 1.5, -1, -7, Number.POSITIVE_INFINITY, Number.NaN))).toEqual(Int16Array.of(32767, 32767, -32768, -32768, 32767, 0))
  })

  test('writes into a longer buffer and gives back only what it wrote', () => {
    expect(int16FromBytes(bytes, new Int16Array(20))).toEqual(samples)
    expect(bytesFromInt16(samples, new Uint8Array(40))).toEqual(bytes)
  })

  test('gives the same samples wherever the packets are cut, odd bytes and empty packets included', () => {
    const whole = floatFromBytes(bytes)
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) {
        const reader = new Pcm16Reader()
        const read = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)].flatMap((packet) => [...reader.read(packet)])
        expect(read).toEqual([...whole])
      }
    }
  })

  test('forgets an odd byte at reset', () => {
    const reader = new Pcm16Reader()
    expect(reader.read(Uint8Array.of(0x55))).toHaveLength(0)
    reader.reset()
    expect([...reader.read(Uint8Array.of(0x00, 0x40))]).toEqual([0.5])
  })
})
