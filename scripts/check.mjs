// The checks that need no running program: form and common mistakes (biome), who may import whom, whose words stand where, where time comes from.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measureClientSize } from './check/client-size.mjs'
import { checkClock } from './check/clock.mjs'
import { checkImports } from './check/imports.mjs'
import { readSources } from './check/sources.mjs'
import { checkWords } from './check/words.mjs'
import { run } from './setup/run.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = readSources(root)

let failed = false
for (const [name, check] of [
  ['imports', checkImports],
  ['words', checkWords],
  ['clock', checkClock],
]) {
  const violations = check(sources)
  console.log(violations.length === 0 ? `${name}: ok, ${sources.length} files` : `${name}: ${violations.length} violations`)
  for (const { file, line, problem } of violations) console.log(`  ${file}:${line} ${problem}`)
  if (violations.length > 0) failed = true
}

const { lines, fits } = await measureClientSize(root)
console.log(`client size: ${lines.at(-1)}`)
for (const line of lines.slice(0, -1)) console.log(`  ${line}`)
if (!fits) failed = true

const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
const colours = process.stdout.isTTY ? [] : ['--colors=off']
const code = await run(process.execPath, [biome, process.env.CI ? 'ci' : 'check', ...colours, '.'], { cwd: root })
console.log(code === 0 ? 'form: ok' : 'form: violations above; "npm run format" mends most')
if (failed || code !== 0) process.exitCode = 1
