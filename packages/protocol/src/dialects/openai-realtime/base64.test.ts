import { describe, expect, it } from 'vitest'
import { base64With, isBase64 } from './base64.js'

const implementations = [
  ['with Buffer', base64With(Buffer)],
  ['with the standard functions', base64With(undefined)],
] as const

for (const [title, base64] of implementations) {
  describe(`base64 ${title}`, () => {
    it('gives back what went in, at every length around a chunk', () => {
      for (const length of [0, 1, 2, 3, 4, 960, 8_191, 8_192, 8_193, 30_000]) {
        const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) % 256)
        const text = base64.encode(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64'))
        expect([...base64.decode(text)!]).toEqual([...bytes])
        expect(isBase64(text)).toBe(true)
      }
    })

    it('reads text whose padding was left out', () => {
      expect([...base64.decode('AAE')!]).toEqual([0, 1])
    })

    for (const text of ['A', 'AAAAA', 'AA=', 'AA==AAAA', '====', 'AA AA', 'AAAA\n', '%%%%', 'AA-_', 'ÄÖÜß', 'A===', '=']) {
      it(`takes ${JSON.stringify(text)} for no base64`, () => {
        expect(base64.decode(text)).toBeNull()
        expect(isBase64(text)).toBe(false)
      })
    }
  })
}
