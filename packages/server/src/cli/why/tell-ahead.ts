import type { AheadCounts, SpeculationReport } from '../../lib/speculation.js'

/** What was begun before its decision, for a person: one line, or none when nothing was. */
export function tellAhead({ recognitions, requests, firstClauses }: SpeculationReport): string[] {
  const parts = [
    told(recognitions, 'recognition'),
    told(requests, 'request to the language model', 'requests to the language model'),
    told(firstClauses, 'first clause'),
  ].filter((part) => part !== null)
  return parts.length === 0 ? [] : [`Begun before the decision: ${parts.join('; ')}.`]
}

function told(counts: AheadCounts, thing: string, things = `${thing}s`): string | null {
  const { started, used, thrownAway, spentMs, thrownAwayMs, thrownAwayTokens } = counts
  if (started === 0) return null
  const wasted =
    thrownAway === 0 ? 'none thrown away' : `${thrownAway} thrown away (${thrownAwayMs} ms${thrownAwayTokens > 0 ? `, ${thrownAwayTokens} tokens` : ''})`
  return `${started} ${started === 1 ? thing : things} (${spentMs} ms), ${used} used, ${wasted}`
}
