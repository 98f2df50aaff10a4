import { expect, test } from 'vitest'
import { hasMoreValues } from './values.js'

const list = (values: number, value = '1') => `[${Array.from({ length: values }, () => value).join(',')}]`

test.each<[what: string, json: string, most: number, more: boolean]>([
  ['as many as may be', list(100), 100, false],
  ['one more', list(101), 100, true],
  ['fields of an object', `{${Array.from({ length: 102 }, (_, index) => `"k${index}":0`).join(',')}}`, 100, true],
  ['nesting', '['.repeat(101), 100, true],
  ['text full of marks', JSON.stringify([',[{'.repeat(1_000)]), 100, false],
  ['text of JSON with quotes', JSON.stringify([JSON.stringify(list(500, '"a"'))]), 100, false],
  ['text that ends in a backslash', `["\\\\",${list(101)}]`, 100, true],
  ['a string without an end', `["${','.repeat(200)}`, 100, false],
  ['little text', list(3), 100, false],
])('%s', (_, json, most, more) => expect(hasMoreValues(json, most)).toBe(more))
