import { expect, test } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import type { PullProgress } from './contract.js'
import { progressPrinter } from './progress-printer.js'

const bytes = (doneBytes: number): PullProgress => ({ type: 'bytes', id: 'm', source: 's', doneBytes, totalBytes: 20_000_000 })

test('without a terminal, progress is plain lines: one for each step and each quarter', () => {
  let shown = ''
  const printer = progressPrinter({ write: (text) => (shown += text) }, new ManualClock())
  printer.report({ type: 'source-started', id: 'm', source: 'https://example.org/m' })
  for (let done = 0; done <= 20_000_000; done += 1_000_000) printer.report(bytes(done))
  printer.report({ type: 'ready', id: 'm', bytes: 20_000_000, dir: '/models/m' })
  printer.close()
  expect(shown).toBe('m: from https://example.org/m\nm: 25 % of 20 MB\nm: 50 % of 20 MB\nm: 75 % of 20 MB\nm: ready (20 MB)\n')
})

test('on a terminal, one line is redrawn with a bar, and the outcome stays', async () => {
  const written: string[] = []
  const clock = new ManualClock()
  const printer = progressPrinter({ isTTY: true, write: (text) => written.push(text) }, clock)
  printer.report(bytes(0))
  printer.report(bytes(10_000_000))
  await clock.advance(1_000)
  expect(written.at(-1)).toBe('\r\u001b[2Km: [############............] 50 % of 20 MB  1 s')
  printer.report({ type: 'ready', id: 'm', bytes: 20_000_000, dir: '/models/m' })
  const settled = written.length
  await clock.advance(1_000)
  expect([written.at(-1), written.length]).toEqual(['\r\u001b[2Km: ready (20 MB)\n', settled])
  printer.close()
})
