import type { TimelineLine } from '../recording/format.js'
import { differences } from './compare.js'
import type { Conversation, ExpectedLine } from './conversation.js'
import { essences } from './essence.js'
import { joinDeltas } from './join-deltas.js'
import type { Happening, Replayed, Told } from './replay.js'

/**
 * Where a replay is not what it should be, for a person to read; null: nowhere. It should be what is written down in `expected.jsonl`, or else what was
 * recorded, as long as it was.
 */
export function differencesFrom({ expected, timeline }: Conversation, { happenings }: Pick<Replayed, 'happenings'>): string | null {
  if (expected) return differences(expected, joinDeltas(happenings))
  const recorded = expectedOf(toldIn(timeline))
  // What was asked of the language model is not recorded as such.
  const happened = joinDeltas(happenings.filter((happening) => 'event' in happening))
  const cutShort = timeline.some((line) => 'leaves' in line && line.cutShort !== undefined)
  return differences(recorded, cutShort ? happened.slice(0, recorded.length) : happened)
}

/** What the server told in a recording. */
export function toldIn(timeline: readonly TimelineLine[]): Told[] {
  return timeline.flatMap((line) => (line.from === 'server' ? [{ atMs: line.atMs, event: line.message as Told['event'] }] : []))
}

/**
 * What a recording says that must happen again: every event in order, by the fields that matter, but for the times. In a call that was interrupted the
 * last packet of audio, and with it what it cost, may fall on either side of the interruption: lengths of audio and figures of usage are left out too.
 * So is what a decision says by the wall clock; its place in the audio stays.
 */
export function expectedOf(told: readonly Happening[]): ExpectedLine[] {
  return essences(joinDeltas(told)).map((line) => withoutFigures(line))
}

function withoutFigures(line: ExpectedLine): ExpectedLine {
  const { atMs: _, audioMs: __, at_ms: ___, ...rest } = line as { readonly [field: string]: unknown }
  const { response, evidence } = rest as { response?: { usage?: unknown }; evidence?: { reply_ms?: unknown } }
  if (evidence) {
    const { reply_ms: ____, ...known } = evidence
    return { ...rest, evidence: known }
  }
  if (!response) return rest
  const { usage: ____, ...known } = response
  return { ...rest, response: known }
}

/** The timeline of a conversation that was written by hand, with what comes of it. */
export function timelineOf({ timeline }: Conversation, { happenings, decisions }: Replayed): TimelineLine[] {
  const client = timeline.filter(({ from }) => from === 'client')
  const told = happenings.flatMap((each): TimelineLine[] => ('event' in each ? [{ atMs: each.atMs, from: 'server', message: each.event }] : []))
  const decided = decisions.map(({ type: _, atMs, ...why }): TimelineLine => ({ atMs, from: 'session', decided: why }))
  return [...client, ...decided, ...told].sort((a, b) => a.atMs - b.atMs)
}
