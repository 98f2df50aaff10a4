import type { SessionSettings } from '@sidetone/protocol'
import { expect, test } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { SpeculationLedger } from '../lib/speculation.js'
import { lineForPeople } from './line-for-people.js'
import { createLog } from './log.js'
import { createSessionLog } from './session-log.js'

function collect() {
  const lines: string[] = []
  return { lines, target: { write: (line: string) => void lines.push(line) } }
}

test('a line below the level is not written', () => {
  const { lines, target } = collect()
  const log = createLog('warn', target)
  log.info({}, 'small')
  log.warn({ code: 'internal' }, 'large')
  expect(lines.map((line) => JSON.parse(line))).toEqual([{ level: 'warn', time: expect.any(String), code: 'internal', msg: 'large' }])
})

test('spoken words and keys are masked', () => {
  const { lines, target } = collect()
  createLog('info', target).info({ transcript: 'my diagnosis', apiKey: 'sk-1', session: 'sess_1' }, 'odd')
  expect(lines[0]).not.toMatch(/diagnosis|sk-1/)
  expect(lines[0]).toMatch(/sess_1/)
})

test('a session leaves one line at its start, one a failure with its code, and one at its end', async () => {
  const { lines, target } = collect()
  const clock = new ManualClock()
  const ledger = new SpeculationLedger(clock)
  const session = createSessionLog(createLog('info', target), clock, 'sess_1', ledger)
  session.observe({
    type: 'session-started',
    session: { id: 'sess_1', kind: { type: 'realtime' }, settings: { model: 'm' } as SessionSettings, expiresAtMs: 0 },
  })
  session.observe({ type: 'turn-committed', itemId: 'item_1', previousItemId: null })
  session.observe({ type: 'failed', code: 'language-model-failed', detail: {}, commandId: null })
  ledger.begin('recognitions').use()
  const request = ledger.begin('requests')
  await clock.advance(61_000)
  request.throwAway(40)
  session.end('the connection closed')
  session.end('the connection closed')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'info', msg: 'session started', session: 'sess_1', model: 'm' },
    { level: 'error', msg: 'session failed', code: 'language-model-failed', session: 'sess_1' },
    {
      level: 'info',
      msg: 'session ended',
      because: 'the connection closed',
      seconds: 61,
      turns: 1,
      replies: 0,
      failures: 1,
      earlyRecognitionsUsed: 1,
      secretRequestsThrownAway: 1,
      secretRequestsThrownAwayTokens: 40,
    },
  ])
  expect(lines[2]).not.toContain('secretClauses')
})

test('a terminal gets a line for people', () => {
  expect(lineForPeople('{"level":"warn","time":"2026-01-01T12:30:01.250Z","code":"internal","why":"two words","msg":"session failed"}')).toBe(
    '12:30:01.250 warn  session failed  code=internal  why="two words"',
  )
})
