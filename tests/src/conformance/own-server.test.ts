import { readFileSync } from 'node:fs'
import { markdownCoverage, type Report, replaceSection } from '@sidetone/conformance'
import { beforeAll, describe, expect, it } from 'vitest'
import { ownReport } from '../support/own-report.js'

describe('the conformance of this server', () => {
  let report: Report
  beforeAll(async () => {
    report = await ownReport()
  }, 300_000)

  it('is what the table in the README says (npm run conformance -- --write-readme)', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
    expect(replaceSection(readme, 'conformance', markdownCoverage(report))).toBe(readme)
  })

  it('understands every client event that a WebSocket carries', () => {
    expect(report.clientEvents.filter(({ state }) => state === 'not-seen')).toEqual([])
  })

  it('every skipped check says why', () => {
    for (const result of report.results) if (result.verdict === 'skipped' || result.verdict === 'not-applicable') expect(result.reason).not.toBe('')
  })

  it('the report does not hold the key', () => {
    expect(JSON.stringify(report)).not.toContain('key-of-the-conformance-run')
  })
})
