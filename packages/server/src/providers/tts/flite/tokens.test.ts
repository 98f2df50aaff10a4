import { expect, test } from 'vitest'
import { bareWord, tokensOf } from './tokens.js'

test('tokens are the stretches between spaces, with their places in the text', () => {
  expect(tokensOf(' Hello,  world ')).toEqual([
    { textStart: 1, textEnd: 7, spoken: 'Hello,' },
    { textStart: 9, textEnd: 14, spoken: 'world' },
  ])
  expect(tokensOf('')).toEqual([])
  expect(tokensOf(' \n\t')).toEqual([])
})

test('NUL and control characters separate words and never reach the synthesiser', () => {
  expect(tokensOf('one\0two\u0007 \u009fthree').map((token) => token.spoken)).toEqual(['one', 'two', 'three'])
})

test.each([
  ['café', 'cafe'],
  ['it’s', "it's"],
  ['“quoted”', '"quoted"'],
  ['well—maybe', 'well, maybe'],
  ['wait…', 'wait...'],
  ['日本語', ''],
  ['😀', ''],
  ['ﬁne', 'fine'],
])('%s is written %s', (written, spoken) => {
  expect(tokensOf(written)).toEqual([{ textStart: 0, textEnd: written.length, spoken }])
})

test('a run without spaces is cut into bounded tokens that cover it', () => {
  const tokens = tokensOf('x'.repeat(150))
  expect(tokens.map((token) => [token.textStart, token.textEnd])).toEqual([
    [0, 60],
    [60, 120],
    [120, 150],
  ])
})

test.each([
  ['Hello,', 'Hello'],
  ['"quoted".', 'quoted'],
  ["O'Neill", "O'Neill"],
  ["dogs'", "dogs'"],
  ['1,000', '1,000'],
  ['well, maybe', 'well  maybe'],
  ['-', ''],
  ['...', ''],
])('the bare word of %s is "%s"', (spoken, bare) => {
  expect(bareWord(spoken)).toBe(bare)
})
