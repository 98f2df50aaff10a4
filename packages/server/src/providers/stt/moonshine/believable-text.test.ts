import { expect, test } from 'vitest'
import { believableText } from './believable-text.js'

test.each([
  ['What time is it in Paris?', 1.6],
  ['Yes.', 0.25],
  ['no no no no no', 1.5],
  ['It is five five five, one two one two.', 3],
])('"%s" in %f seconds stands', (text, seconds) => {
  expect(believableText(text, seconds)).toBe(text)
})

test('punctuation alone is no text', () => {
  expect(believableText(' ... ', 2)).toBe('')
  expect(believableText('', 2)).toBe('')
})

test('more words than can be said in the time are none', () => {
  expect(believableText('one two three four five six seven eight nine ten', 1)).toBe('')
  expect(believableText('one two three four five six seven eight nine ten', 2)).not.toBe('')
})

test('a loop is cut to its first round', () => {
  expect(believableText(`I said ${'the '.repeat(12)}`, 8)).toBe('I said the')
  expect(believableText('and then, and then and then and then and then and then and then', 8)).toBe('and then,')
})

test('spaces are made single', () => {
  expect(believableText('  Good  morning. ', 1)).toBe('Good morning.')
})
