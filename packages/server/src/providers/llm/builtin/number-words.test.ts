import { describe, expect, it } from 'vitest'
import { numbersIn } from './number-words.js'

describe('numbers in words', () => {
  it.each<[string, number[]]>([
    ['seven', [7]],
    ['twenty-five and 3.5', [25, 3.5]],
    ['one hundred and five', [105]],
    ['two thousand three hundred forty two', [2342]],
    ['a million', [1_000_000]],
    ['nineteen eighty four', [19, 84]],
    ['one two three', [1, 2, 3]],
    ['three point one four', [3.14]],
    ['minus four', [-4]],
    ['1,250 people', [1250]],
    ['3 thousand', [3000]],
    ['twenty and thirty', [20, 30]],
    ['no number at all, a hundredth', []],
  ])('%j has %j', (text, numbers) => {
    expect(numbersIn(text)).toEqual(numbers)
  })
})
