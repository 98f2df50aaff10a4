import { readConversation } from '../../replay/conversation.js'
import { replay } from '../../replay/replay.js'
import { differencesFrom } from '../../replay/told.js'

export interface ReplayReport {
  readonly same: boolean
  readonly events: number
  readonly decisions: number
  readonly seconds: number
  /** For a person, line by line. */
  readonly report: readonly string[]
}

/** Lines around a difference that are shown. */
const contextLines = 2

/** Plays a folder again. Throws `RecordingError`. */
export async function replayRecording(folder: string): Promise<ReplayReport> {
  const conversation = readConversation(folder)
  const replayed = await replay(conversation)
  const seconds = Math.round(Math.max(0, ...conversation.timeline.map(({ atMs }) => atMs)) / 100) / 10
  const difference = differencesFrom(conversation, replayed)
  const events = replayed.happenings.filter((happening) => 'event' in happening).length
  const { decisions } = replayed
  const played = `Played ${seconds} s again: ${events} events, ${decisions.length} decisions.`
  const report =
    difference === null
      ? [played, 'The same happened.']
      : [played, 'Other things happened. - was recorded and is missing, + is new, ! is different:', '', ...shorten(difference)]
  return { same: difference === null, events, decisions: decisions.length, seconds, report }
}

/** The differences with a little around them. */
function shorten(difference: string): string[] {
  const lines = difference.split('\n')
  const different = lines.flatMap((line, index) => (line.startsWith(' ') ? [] : [index]))
  const shown = lines.map((_, index) => different.some((at) => Math.abs(at - index) <= contextLines))
  return lines.flatMap((line, index) => (shown[index] ? [cut(line)] : shown[index - 1] ? ['  …'] : []))
}

function cut(line: string): string {
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`
}
