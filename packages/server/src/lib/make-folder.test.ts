import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder } from './make-folder.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidetone-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a folder is made with those above it, for nobody else where it is told so, and is left alone when it is there', () => {
  const inner = join(folder, 'a', 'b')
  makeFolder(inner, 0o700)
  makeFolder(inner, 0o755)
  expect([join(folder, 'a'), inner].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700])
})

test('a file in its way is an error', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file'), 0o700)).toThrow('EEXIST')
  expect(() => makeFolder(join(folder, 'file', 'b'), 0o700)).toThrow('ENOTDIR')
})

test.skipIf(!existsSync('/proc/self'))('where no folder can be made at all, it is an error and no endless search', () => {
  expect(() => makeFolder('/proc/recordings/here', 0o700)).toThrow('ENOENT')
})
