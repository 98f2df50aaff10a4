import { errorTable, type SessionEvent } from '@sidetone/protocol'
import type { Clock } from '../lib/clock.js'
import type { SpeculationLedger } from '../lib/speculation.js'
import type { Log } from './contract.js'
import { speculationFields } from './speculation-fields.js'

export interface SessionLog {
  observe(event: SessionEvent): void
  /** The session is over, and why; idempotent. Says nothing of one that never started. */
  end(because: string): void
}

/** One line when a session starts, one for each failure with its code, one when it ends with what there was. No words of anybody. */
export function createSessionLog(log: Log, clock: Clock, sessionId: string, ledger: SpeculationLedger): SessionLog {
  const startedAtMs = clock.nowMs()
  let turns = 0
  let replies = 0
  let failures = 0
  let phase: 'refused' | 'started' | 'ended' = 'refused'
  return {
    observe(event) {
      if (event.type === 'session-started') {
        phase = 'started'
        log.info({ session: sessionId, model: event.session.settings.model }, 'session started')
      }
      if (event.type === 'turn-committed') turns++
      if (event.type === 'reply-ended') replies++
      if (event.type === 'session-expired') log.info({ session: sessionId }, 'session expired')
      if (event.type === 'transcript-failed') {
        failures++
        log.error({ session: sessionId, code: event.code }, 'session failed')
      }
      if (event.type === 'summary-failed') log.warn({ session: sessionId, code: event.code }, 'summary failed')
      // Why is told to the client; a server's own words are not for the log.
      if (event.type === 'tool-list-failed' || event.type === 'server-call-failed') {
        failures++
        log.warn({ session: sessionId, what: event.type }, 'tool server failed')
      }
      if (event.type === 'failed') {
        failures++
        // A client's mistake is the client's business; ours is somebody's work.
        const ours = errorTable[event.code].httpStatus >= 500
        log[ours ? 'error' : 'info']({ session: sessionId, code: event.code }, ours ? 'session failed' : 'command refused')
      }
    },
    end(because) {
      if (phase !== 'started') return
      phase = 'ended'
      const seconds = Math.round((clock.nowMs() - startedAtMs) / 1000)
      log.info({ session: sessionId, because, seconds, turns, replies, failures, ...speculationFields(ledger.report()) }, 'session ended')
    },
  }
}
