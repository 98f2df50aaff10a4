import type { Report, Result } from '../contract.js'
import { tally } from './tally.js'

/** The report in the form of JUnit, for continuous integration. A check that is not applicable counts as skipped. */
export function jUnit({ results, tookMs, server }: Report): string {
  const { failed, skipped, notApplicable } = tally(results)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escaped(`Realtime conformance of ${server}`)}" tests="${results.length}" failures="${failed}" skipped="${skipped + notApplicable}" time="${tookMs / 1000}">`,
    ...results.map(testCase),
    '</testsuite>',
    '',
  ].join('\n')
}

function testCase(result: Result): string {
  const opening = `  <testcase classname="${escaped(`${result.area} (${result.standing})`)}" name="${escaped(`${result.id}: ${result.title}`)}" time="${result.tookMs / 1000}"`
  if (result.verdict === 'pass') return `${opening}/>`
  if (result.verdict === 'fail') {
    const body = escaped([...result.expected.map((each) => `expected ${each}`), ...result.seen.map((each) => `seen ${each}`)].join('\n'))
    return `${opening}><failure message="${escaped(result.problem)}">${body}</failure></testcase>`
  }
  return `${opening}><skipped message="${escaped(result.reason)}"/></testcase>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"]/g, (character) => entities[character] as string)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write them
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?')
  )
}
