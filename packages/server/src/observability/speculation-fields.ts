import type { SpeculationReport } from '../lib/speculation.js'
import type { LogFields } from './contract.js'

/** What was begun before its decision, as fields of a session's last line; of what never began, none. */
export function speculationFields({ recognitions, requests, firstClauses }: SpeculationReport): LogFields {
  return {
    ...(recognitions.started > 0 && {
      earlyRecognitions: recognitions.started,
      earlyRecognitionsUsed: recognitions.used,
      earlyRecognitionsThrownAway: recognitions.thrownAway,
      earlyRecognitionsMs: recognitions.spentMs,
      earlyRecognitionsThrownAwayMs: recognitions.thrownAwayMs,
    }),
    ...(requests.started > 0 && {
      secretRequests: requests.started,
      secretRequestsUsed: requests.used,
      secretRequestsThrownAway: requests.thrownAway,
      secretRequestsThrownAwayTokens: requests.thrownAwayTokens,
      secretRequestsMs: requests.spentMs,
      secretRequestsThrownAwayMs: requests.thrownAwayMs,
    }),
    ...(firstClauses.started > 0 && {
      secretClauses: firstClauses.started,
      secretClausesUsed: firstClauses.used,
      secretClausesThrownAway: firstClauses.thrownAway,
      secretClausesMs: firstClauses.spentMs,
      secretClausesThrownAwayMs: firstClauses.thrownAwayMs,
    }),
  }
}
