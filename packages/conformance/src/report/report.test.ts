import { describe, expect, it } from 'vitest'
import type { Report, Result } from '../contract.js'
import { listChecks } from '../run-conformance.js'
import { markdownCheckList } from './check-list.js'
import { jUnit } from './junit.js'
import { markdownCoverage } from './markdown.js'
import { replaceSection } from './marked-section.js'
import { printReport } from './print.js'
import { hasFailed } from './tally.js'

const name = { title: 'A <rule> & more', area: 'Session', tookMs: 5 } as const
const passed: Result = { ...name, id: 'RT-1', standing: 'recorded', verdict: 'pass' }
const failed: Result = { ...name, id: 'RT-2', standing: 'reading', verdict: 'fail', problem: 'It is "wrong".', expected: ['a'], seen: ['b'] }
const skipped: Result = { ...name, id: 'RT-3', standing: 'documented', verdict: 'skipped', reason: 'no time' }

const report: Report = {
  server: 'wss://host/v1/realtime',
  startedAt: '2026-01-01T12:00:00.000Z',
  tookMs: 15,
  results: [passed, failed, skipped],
  clientEvents: [{ type: 'session.update', state: 'seen' }],
  serverEvents: [
    { type: 'session.created', state: 'seen' },
    { type: 'error', state: 'not-seen' },
    { type: 'conversation.created', state: 'elsewhere', because: 'beta only' },
  ],
  notes: ['event x'],
}

describe('a report', () => {
  it('as tables counts each verdict, names what failed and what was not seen', () => {
    expect(markdownCoverage(report).split('\n')).toEqual([
      '| area | passed | failed | skipped | not applicable |',
      '|---|---|---|---|---|',
      '| Session | 1 | 1 | 1 | 0 |',
      '| **all** | **1** | **1** | **1** | **0** |',
      '',
      'Client events understood: 1 of 1. Server events seen: 1 of 2, of those that come over a WebSocket.',
      'Not seen: `error`.',
      'Failed: `RT-2`.',
    ])
  })

  it('as JUnit escapes what XML keeps for itself', () => {
    const xml = jUnit(report)
    expect(xml).toContain('tests="3" failures="1" skipped="1"')
    expect(xml).toContain('name="RT-1: A &lt;rule&gt; &amp; more"')
    expect(xml).toContain('<failure message="It is &quot;wrong&quot;.">expected a\nseen b</failure>')
    expect(xml).toContain('<skipped message="no time"/>')
  })

  it('for people says what was expected and seen, and why a check was skipped', () => {
    const text = printReport(report)
    for (const line of ['FAILED   RT-2 (reading): A <rule> & more', '         expected  a', '         seen      b', 'skipped  RT-3: no time'])
      expect(text).toContain(line)
  })

  it('counts as failed by recorded rules alone, strictly by all', () => {
    expect(hasFailed(report, false)).toBe(false)
    expect(hasFailed(report, true)).toBe(true)
    expect(hasFailed({ ...report, results: [{ ...failed, standing: 'recorded' }] }, false)).toBe(true)
  })
})

describe('a marked section of a page', () => {
  it('is replaced between its marks, which stay', () => {
    const page = 'a\n<!-- t:begin (how) -->\nold\n<!-- t:end -->\nb\n'
    expect(replaceSection(page, 't', 'new')).toBe('a\n<!-- t:begin (how) -->\nnew\n<!-- t:end -->\nb\n')
  })

  it('that is not there is an error', () => {
    expect(() => replaceSection('a', 't', 'new')).toThrow('The page has no section t.')
  })
})

describe('the checks', () => {
  it('have ids of their own that begin with the number of a rule', () => {
    const ids = listChecks().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^RT-\d+(\.\d+)?-[a-z_.-]+[a-z0-9]*$/)
  })

  it('can be chosen by a part of their ids', () => {
    expect(listChecks(['rt-7.5']).map(({ id }) => id)).toEqual(['RT-7.5-text-turn', 'RT-7.5-text-deltas'])
  })

  it('stand in the list of the documentation, those of shapes in one row', () => {
    expect(markdownCheckList()).toContain('| `RT-7.5-text-turn` |')
    expect(markdownCheckList()).not.toContain('RT-6-error')
  })
})
