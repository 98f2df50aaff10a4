import { expect, test } from 'vitest'
import { readPhones, soundGroups } from './phones.js'
import { estimatedWordTimes, wordTimes } from './word-times.js'

const hello = readPhones('pau:0.100 hh:0.200 ax:0.300 l:0.400 ow:0.500 pau:0.700 y:0.800 uw:0.900 pau:1.100 \n')

test('a word sounds from its first sound to its last', () => {
  expect(
    wordTimes(hello, [
      ['hh', 'ax', 'l', 'ow'],
      ['y', 'uw'],
    ]),
  ).toEqual([
    { start: 0.1, end: 0.5 },
    { start: 0.7, end: 0.9 },
  ])
})

test('sounds that changed, went or came in the sentence do not move the words around them', () => {
  expect(
    wordTimes(hello, [
      ['hh', 'eh', 'l', 'l', 'ow'],
      ['y', 'ax'],
    ]),
  ).toEqual([
    { start: 0.1, end: 0.5 },
    { start: 0.7, end: 0.9 },
  ])
  expect(
    wordTimes(hello, [
      ['hh', 'ax', 'l'],
      ['y', 'uw'],
    ]),
  ).toEqual([
    { start: 0.1, end: 0.5 },
    { start: 0.7, end: 0.9 },
  ])
})

test('a word without sounds has no length and stands in its place', () => {
  expect(wordTimes(hello, [['hh', 'ax', 'l', 'ow'], [], ['y', 'uw']])[1]).toEqual({ start: 0.5, end: 0.5 })
  expect(wordTimes([], [[], []])).toEqual([
    { start: 0, end: 0 },
    { start: 0, end: 0 },
  ])
})

test('an estimate shares the sounding time by weight and leaves pauses out', () => {
  const [first, second] = estimatedWordTimes(hello, [2, 1])
  expect(first!.start).toBeCloseTo(0.1)
  expect(first!.end).toBeCloseTo(0.5)
  expect(second!.end).toBeCloseTo(0.9)
})

test('groups are the sounds between pauses', () => {
  expect(soundGroups(hello)).toEqual([
    ['hh', 'ax', 'l', 'ow'],
    ['y', 'uw'],
  ])
})
