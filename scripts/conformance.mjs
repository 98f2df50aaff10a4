// Conformance to the OpenAI Realtime API. With --url any server is checked; without it this one, with the embedded stack and the built-in responder.
//   npm run conformance
//   npm run conformance -- --write-readme
//   npm run conformance -- --url wss://host/v1/realtime --list
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { markdownCoverage, printReport, replaceSection } from '@sidetone/conformance'
import { conformanceCommand } from '@sidetone/conformance/command'
import { ownReport } from '@sidetone/tests/support/own-report.js'

const readmeFile = fileURLToPath(new URL('../README.md', import.meta.url))
const words = process.argv.slice(2)

if (words.length === 0 || words[0] === '--write-readme') {
  const report = await ownReport()
  console.log(printReport(report))
  if (words.length > 0) writeFileSync(readmeFile, replaceSection(readFileSync(readmeFile, 'utf8'), 'conformance', markdownCoverage(report)))
} else {
  try {
    await conformanceCommand('npm run conformance --').parseAsync(words, { from: 'user' })
  } catch (error) {
    console.error(error.message)
    process.exitCode = 2
  }
}
