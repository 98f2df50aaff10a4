import { describe, expect, test } from 'vitest'
import { closeCut } from './close-cut.js'

const tone = (milliseconds: number, amplitude: number) => Float32Array.from({ length: milliseconds * 16 }, (_, index) => amplitude * Math.sin(index / 5))
const joined = (...parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]))

describe('close cut', () => {
  test('keeps the sound and 100 ms around it', () => {
    expect(closeCut(joined(tone(400, 0), tone(300, 0.5), tone(400, 0)))).toHaveLength(500 * 16)
    expect(closeCut(joined(tone(400, 0.002), tone(300, 0.5), tone(600, 0.002)))).toHaveLength(500 * 16)
  })

  test('keeps all of it when there is less around the sound, or no quiet at all', () => {
    expect(closeCut(joined(tone(50, 0), tone(300, 0.5), tone(40, 0)))).toHaveLength(390 * 16)
    expect(closeCut(tone(300, 0.5))).toHaveLength(300 * 16)
    expect(closeCut(new Float32Array(4800))).toHaveLength(4800)
  })

  test('keeps a pause inside', () => {
    expect(closeCut(joined(tone(400, 0), tone(200, 0.5), tone(300, 0), tone(200, 0.3), tone(400, 0)))).toHaveLength(900 * 16)
  })
})
