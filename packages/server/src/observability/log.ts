import { pino } from 'pino'
import type { Config } from '../config/contract.js'
import type { Log } from './contract.js'
import { lineForPeople } from './line-for-people.js'

/** Fields that hold what was said or what opens doors. Nobody should log them; should somebody, they are masked. */
const personal = ['text', 'transcript', 'delta', 'instructions', 'apiKey', 'key', 'authorization', 'credential', 'token', 'password']

export interface LogTarget {
  write(line: string): void
}

/** JSON lines on standard error; lines for people when that is a terminal. */
export function createLog(level: Config['log']['level'], target: LogTarget = standardError()): Log {
  const redact = { paths: personal.flatMap((field) => [field, `*.${field}`]), censor: '[removed]' }
  return pino({ level, base: undefined, redact, formatters: { level: (label) => ({ level: label }) }, timestamp: pino.stdTimeFunctions.isoTime }, target)
}

function standardError(): LogTarget {
  if (process.stderr.isTTY) return { write: (line) => void process.stderr.write(`${lineForPeople(line)}\n`) }
  // Synchronous, so that the last lines before an exit are not lost.
  return pino.destination({ fd: 2, sync: true })
}
