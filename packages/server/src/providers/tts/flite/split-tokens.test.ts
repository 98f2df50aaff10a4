import { expect, test } from 'vitest'
import { splitTokens } from './split-tokens.js'
import { tokensOf } from './tokens.js'

const split = (text: string) => splitTokens(tokensOf(text)).map((piece) => text.slice(piece[0]!.textStart, piece.at(-1)!.textEnd))

test('a sentence is one piece, no words are none', () => {
  expect(split('Hello there, good morning.')).toEqual(['Hello there, good morning.'])
  expect(split('')).toEqual([])
})

test('a long text is cut behind sentences, the first piece short', () => {
  const sentence = 'The meeting was moved to the afternoon, since two of us are late. '
  const pieces = split(sentence.repeat(8))
  expect(pieces[0]).toBe(sentence.trim())
  for (const piece of pieces) {
    expect(piece.length).toBeLessThanOrEqual(300)
    expect(piece).toMatch(/\.$/)
  }
})

test('without sentences it is cut behind clauses, without clauses between words; nothing is lost', () => {
  const clauses = 'one two three four, '.repeat(30).trim()
  expect(split(clauses).every((piece) => piece.endsWith(','))).toBe(true)
  const words = 'word '.repeat(200).trim()
  expect(split(words).join(' ')).toBe(words)
  const endless = 'x'.repeat(2000)
  expect(split(endless).join('')).toBe(endless)
})
