import { describe, expect, test } from 'vitest'
import { lengthCoveredBy, withAgreedWords, withRestOf } from './agreed-words.js'

describe('words that two hypotheses agree on', () => {
  test.each([
    ['are told in the form of the later one, without the mark behind the last', '', 'Could you tell me.', 'could you tell me what?', 'could you tell me'],
    ['are added behind those that were told', 'Could you', 'Could you tell.', 'Could you tell me', 'Could you tell'],
    ['bring the marks between them along', 'Hello', 'Hello. How', 'Hello, how are', 'Hello, how'],
    ['are none where the first new word differs', 'I', 'I want', 'I went home', 'I'],
    ['are found behind words that were heard otherwise since', 'a cat set', 'a cat sat on', 'the cat sat on my', 'a cat set on'],
    ['are found behind a word that came in between', 'we can', 'we really can go', 'we really can go now', 'we can go'],
    ['are not told while nothing is heard behind them', 'Could', 'Could you', 'Could you', 'Could'],
    ['are none in nothing', 'so far', '', '', 'so far'],
  ])('%s', (_, told, earlier, later, expected) => {
    expect(withAgreedWords(told, earlier, later)).toBe(expected)
  })
})

describe('the rest of a transcript', () => {
  test.each([
    ['is all of it when nothing was told', '', 'Good morning.', 'Good morning.'],
    ['is the mark behind the last word', 'Good morning', 'Good morning.', 'Good morning.'],
    ['comes behind what was told, also where that is heard otherwise now', 'I went too', 'I want to go home.', 'I went too go home.'],
    ['is nothing when everything was told', 'Good morning.', 'good morning!', 'Good morning.'],
    ['is nothing when nothing is heard any more', 'Mm', '', 'Mm'],
    ['follows a mark that was told', 'I see.', 'I see, and then.', 'I see. and then.'],
  ])('%s', (_, told, final, expected) => {
    expect(withRestOf(told, final)).toBe(expected)
  })

  test('never changes what was told', () => {
    const words = ['a', 'b.', 'c,', 'A', '...', '-', "d's"]
    for (let seed = 0; seed < 2_000; seed++) {
      const pick = (salt: number) => Array.from({ length: (seed * salt) % 5 }, (_, index) => words[(seed * (index + salt) * 7) % words.length]).join(' ')
      const told = pick(3)
      expect(withRestOf(told, pick(5)).startsWith(told)).toBe(true)
      expect(withAgreedWords(told, pick(5), pick(11)).startsWith(told)).toBe(true)
    }
  })
})

test.each([
  ['a part', 'one two', 'one two, three', 'one two'],
  ['a part that was heard otherwise', 'on too', 'one two three', 'one two'],
  ['a part that holds more', 'one two three', 'one two', 'one two'],
  ['nothing', '', 'one two', ''],
])('%s covers the beginning of what was told', (_, part, told, covered) => {
  expect(told.slice(0, lengthCoveredBy(part, told))).toBe(covered)
})
