import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url))
/** Those that are imported by the others. */
const parts = ['usage.mjs', 'wav.mjs']
const programs = readdirSync(examples).filter((name) => name.endsWith('.mjs') && !parts.includes(name))

it.each([...programs, 'browser/serve.mjs'])('%s says with --help how it is used, and does nothing', (name) => {
  const told = execFileSync(process.execPath, [examples + name, '--help'], { encoding: 'utf8' })
  expect(told).toMatch(name === 'run.mjs' ? 'npm run examples' : `node examples/${name}`)
  expect(told).not.toContain('import')
})
