// Writes the tables of the documentation that come from the code. With --check it changes nothing, and fails when one is out of date.
//   npm run docs
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { markdownCheckList, replaceSection } from '@sidetone/conformance'
import { eventTables } from '@sidetone/protocol/openai-realtime'

const sections = [
  { page: 'docs/wire.md', name: 'events', content: eventTables() },
  { page: 'docs/conformance.md', name: 'checks', content: markdownCheckList() },
]

for (const { page, name, content } of sections) {
  const file = fileURLToPath(new URL(`../${page}`, import.meta.url))
  const before = readFileSync(file, 'utf8')
  const after = replaceSection(before, name, content)
  if (after === before) continue
  if (process.argv.includes('--check')) {
    console.error(`${page}: the table "${name}" is out of date; write it with: npm run docs`)
    process.exitCode = 1
  } else {
    writeFileSync(file, after)
    console.log(`${page}: "${name}" written`)
  }
}
