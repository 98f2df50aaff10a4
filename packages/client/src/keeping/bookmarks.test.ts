import { describe, expect, it } from 'vitest'
import { Bookmarks } from './bookmarks.js'

/** Bookmarks by their order of coming. */
function arriving(...parts: readonly (readonly [itemId: string, fromMs: number])[]): Bookmarks<number> {
  const bookmarks = new Bookmarks<number>()
  for (const [number, [itemId, fromMs]] of parts.entries()) bookmarks.arrives(itemId, 0, fromMs, () => number)
  return bookmarks
}

const at = (itemId: string, playedMs: number) => ({ itemId, contentIndex: 0, playedMs })

describe('bookmarks', () => {
  it('of what was not heard, the last one before it is where to go on', () => {
    const bookmarks = arriving(['a', 0], ['a', 300], ['a', 600], ['a', 900])
    expect(bookmarks.oldest(null)).toBe(0)
    expect(bookmarks.oldest(at('a', 299))).toBe(0)
    expect(bookmarks.oldest(at('a', 700))).toBe(2)
    expect(bookmarks.oldest(at('a', 5_000))).toBe(3)
  })
  it('there is none when all was heard, or nothing is to be', () => {
    const bookmarks = arriving(['a', 0], ['a', 300])
    bookmarks.drained(at('a', 500))
    expect(bookmarks.oldest(null)).toBeNull()
    const flushed = arriving(['a', 0], ['b', 0])
    flushed.clear()
    expect(flushed.oldest(at('a', 10))).toBeNull()
  })
  it('a later part that has begun to arrive holds the place for what comes behind it of an earlier one', () => {
    const bookmarks = arriving(['a', 0], ['b', 0], ['a', 300], ['b', 300], ['a', 600])
    expect(bookmarks.oldest(at('a', 650))).toBe(1)
    bookmarks.drained(at('a', 900))
    expect(bookmarks.oldest(null)).toBe(1)
    expect(bookmarks.oldest(at('b', 350))).toBe(3)
  })
  it('stand a quarter of a second apart', () => {
    const asked: number[] = []
    const bookmarks = new Bookmarks<number>()
    for (let fromMs = 0; fromMs < 1_000; fromMs += 20) bookmarks.arrives('a', 0, fromMs, () => asked.push(fromMs))
    expect(asked).toEqual([0, 260, 520, 780])
  })
  it('are of two and a half minutes at most: the oldest go', () => {
    const bookmarks = new Bookmarks<number>()
    for (let number = 0; number < 1_000; number++) bookmarks.arrives('a', 0, number * 250, () => number)
    expect(bookmarks.oldest(at('a', 0))).toBe(400)
  })
})
