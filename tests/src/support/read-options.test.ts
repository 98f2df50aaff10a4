import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const run = (file: string, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL(`../../../${file}`, import.meta.url)), ...words], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe.each([
  ['tests/dist/fuzz/fuzz.js', 'npm run fuzz -- [--frames 20000]'],
  ['bench/dist/load.js', 'npm run bench:load -- [--sessions 1,4,8,16]'],
  ['bench/dist/turns-offline.js', 'npm run bench:turns-offline -- [--settings'],
  ['tests/large-clients/run.mjs', 'npm run test:clients'],
])('%s', (file, usage) => {
  test('says with --help what it does and what it takes, and does nothing', () => {
    const { status, stdout, stderr } = run(file, '--help')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain(usage)
  })

  test('names an option that it does not know, and ends', () => {
    const { status, stdout, stderr } = run(file, '--no-such-option')
    expect(status).toBe(2)
    expect(stdout + stderr).toContain('--no-such-option')
    expect(stdout + stderr).toContain(usage)
  })
})
