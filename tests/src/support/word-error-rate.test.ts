import { expect, test } from 'vitest'
import { comparableWords, wordErrorRate, wordErrors } from './word-error-rate.js'

test('case, punctuation and fillers make no difference', () => {
  expect(wordErrorRate('Um, well: the meeting is over.', 'well the MEETING is uh over')).toBe(0)
})

test('substitutions, deletions and insertions count once each', () => {
  expect(wordErrors('one two three four', 'one too three')).toEqual({ edits: 2, words: 4 })
  expect(wordErrors('one two', 'one and two')).toEqual({ edits: 1, words: 2 })
})

test('nothing said and nothing heard is no error, words out of nothing are one', () => {
  expect(wordErrorRate('', '')).toBe(0)
  expect(wordErrorRate('', 'hello you')).toBe(1)
  expect(wordErrorRate('hello', '')).toBe(1)
})

test.each([
  ['25', 'twenty five'],
  ['twenty-five', 'twenty five'],
  ['1,250', 'one thousand two hundred fifty'],
  ['9:30 a.m.', 'nine thirty am'],
  ['3.5', 'three point five'],
  ['the 3rd and the 20th', 'the third and the twentieth'],
  ['50%', 'fifty percent'],
  ["OK, it's 7", 'okay it is seven'],
])('"%s" compares as "%s"', (text, words) => {
  expect(comparableWords(text).join(' ')).toBe(words)
})
