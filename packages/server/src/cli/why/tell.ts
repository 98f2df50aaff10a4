import type { StoryLine } from '../../replay/call-story.js'
import type { DecisionPair } from '../../replay/what-if.js'
import { table, timeOf } from './table.js'

/** The story of a call for a person: a row for each thing that happened, what was said below it. */
export function tellStory(story: readonly StoryLine[]): string[] {
  const heading = ['time', 'who', 'what', 'delay', 'why', 'evidence']
  const rows = story.map(({ atMs, who, what, why, evidence, delayMs }) => {
    const delay = delayMs === null ? '' : `${Math.round(delayMs)} ms`
    return [timeOf(atMs), who, what, delay, why, figures(evidence)]
  })
  const [head = '', ...lines] = table([heading, ...rows], [0, 3])
  const told = story.flatMap(({ words }, index) => {
    const line = lines[index] ?? ''
    // Words that were weighed are told again, as what was said, in the next line.
    return words === null || words === story[index + 1]?.words ? [line] : [line, `${' '.repeat(indent)}“${words}”`]
  })
  return [head, ...told, '', summary(story)]
}

/** Where words begin: below who said them. */
const indent = 10

function figures(evidence: StoryLine['evidence']): string {
  return Object.entries(evidence)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

function summary(story: readonly StoryLine[]): string {
  const answered = story.filter(({ what, delayMs }) => what === 'answers' && delayMs !== null).map(({ delayMs }) => delayMs ?? 0)
  const count = (what: string) => story.filter((line) => line.what === what).length
  const parts = [counted(count('finished'), 'turn'), counted(count('answers'), 'answer'), `${count('stops')} stopped`]
  if (answered.length > 0) parts.push(`first sound ${Math.round(median(answered))} ms after the end of the voice (median of ${answered.length})`)
  return `${parts.join(', ')}. Delays count from the end of the user's voice, for "started" from its beginning.`
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** What would change, for a person. */
export function tellChanges(pairs: readonly DecisionPair[]): string[] {
  const rows = pairs.map(({ before, after, cutsInMs }) => [
    before ? `${timeOf(before.audioMs)} finished` : '-',
    after ? `${timeOf(after.audioMs)} finished` : '-',
    verdict(before?.audioMs ?? null, after?.audioMs ?? null, cutsInMs),
    after?.reason ?? '',
  ])
  return [...table([['as it was', 'as it would be', 'change', 'why'], ...rows]), '', changesInShort(pairs)]
}

function verdict(beforeMs: number | null, afterMs: number | null, cutsInMs: number | null): string {
  if (beforeMs === null) return cutsInMs === null ? 'a turn more' : `CUTS IN: the user went on ${Math.round(cutsInMs)} ms later`
  if (afterMs === null) return 'waits on: no end here'
  const laterMs = Math.round(afterMs - beforeMs)
  return laterMs === 0 ? 'the same' : laterMs < 0 ? `${-laterMs} ms earlier` : `${laterMs} ms later`
}

function changesInShort(pairs: readonly DecisionPair[]): string {
  const moved = pairs.flatMap(({ before, after }) => (before && after ? [after.audioMs - before.audioMs] : []))
  const cutIns = pairs.filter(({ cutsInMs }) => cutsInMs !== null).length
  const lost = pairs.filter(({ after }) => after === null).length
  const by = moved.length === 0 ? 0 : Math.round(median(moved))
  const shift = moved.length === 0 ? '' : by === 0 ? ', at the same time (median)' : by < 0 ? `, ${-by} ms earlier (median)` : `, ${by} ms later (median)`
  return `${moved.length} of ${counted(moved.length + lost, 'turn')} would end too${shift}; it would cut in ${counted(cutIns, 'time')}.`
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
