import { describe, expect, it } from 'vitest'
import { fieldsOf } from './fields.js'

const read = (...bytes: number[]) => [...fieldsOf(Uint8Array.from(bytes))]
const refused = expect.objectContaining({ code: 'model-unreadable' })

describe('the fields of a message', () => {
  it('are numbers, or bytes of a known length', () => {
    expect(read(0x08, 0x96, 0x01)).toEqual([{ number: 1, value: 150 }])
    expect(read(0x12, 2, 7, 8, 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8)).toEqual([
      { number: 2, value: Uint8Array.of(7, 8) },
      { number: 3, value: Uint8Array.of(1, 2, 3, 4) },
      { number: 4, value: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    ])
    expect(read()).toEqual([])
  })

  it('are refused where the bytes end too early, or are of a kind that there is not', () => {
    expect(() => read(0x08, 0x96)).toThrow(refused)
    expect(() => read(0x08, ...new Array(20).fill(0xff))).toThrow(refused)
    expect(() => read(0x12, 3, 7, 8)).toThrow(refused)
    expect(() => read(0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)).toThrow(refused)
    expect(() => read(0x1d, 1, 2)).toThrow(refused)
    expect(() => read(0x0b)).toThrow(refused)
  })
})
