import { createHash } from 'node:crypto'
import tokenizer from 'llama-tokenizer-js'
import { expect, test } from 'vitest'
import { findModel } from '../manifest.js'
import { tokenTable } from './moonshine-tokens.js'

const lines = () => tokenTable(tokenizer.vocabById).trimEnd().split('\n')
const bytesOf = (line: string | undefined) => Buffer.from(line!.split(' ')[0]!, 'base64')

test('the table has a line for each of 32,768 ids, in order', () => {
  expect(lines().map((line) => Number(line.split(' ')[1]))).toEqual(Array.from({ length: 32_768 }, (_, id) => id))
})

test('byte tokens become their byte, words keep the mark that stands for a space', () => {
  expect(bytesOf(lines()[tokenizer.vocabByString.get('<0x0A>')!])).toEqual(Buffer.from([0x0a]))
  expect(bytesOf(lines()[tokenizer.vocabByString.get('▁the')!]).toString()).toBe('▁the')
})

test('it is the table that the manifest records', () => {
  const table = Buffer.from(tokenTable(tokenizer.vocabById))
  const recorded = findModel('moonshine-tiny-en').files.find((file) => file.name === 'tokens.txt')
  expect([table.byteLength, createHash('sha256').update(table).digest('hex')]).toEqual([recorded?.bytes, recorded?.sha256])
})

test('another vocabulary is refused', () => {
  expect(() => tokenTable(['a'])).toThrow('32000 tokens, not 1')
})
