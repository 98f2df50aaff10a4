import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClientAudio } from '../support/client-audio.js'
import type { GatewayScript } from '../support/scripted-gateway.js'

/**
 * What went over the wire, in the order of time. A client's audio begins at `atMs` and leaves in packets of 20 ms, each when its last sample has been
 * taken. The server's side is there for the reader and not replayed. `leaves` ends the conversation.
 */
export type TimelineLine = { readonly atMs: number } & (
  | { readonly from: 'client'; readonly message: object | string }
  | { readonly from: 'client'; readonly audio: ClientAudio }
  | { readonly from: 'client'; readonly leaves: true }
  | { readonly from: 'server'; readonly message: object }
)

/** What must happen, in order: an event of the server or a prompt to the language model, by some of its fields; or what must not come (from here until `untilMs`). */
export type ExpectedLine = { readonly absent: string; readonly untilMs?: number } | { readonly [field: string]: unknown }

/** One folder of `conversations/`. */
export interface Conversation {
  readonly name: string
  readonly folder: string
  /** The first sentence of its README: the rule that it shows. */
  readonly rule: string
  readonly timeline: readonly TimelineLine[]
  readonly script: GatewayScript
  readonly expected: readonly ExpectedLine[]
}

const root = fileURLToPath(new URL('../../../conversations/', import.meta.url))

/** All of them, those in subfolders too, by name. */
export function readConversations(): Conversation[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('timeline.jsonl'))
    .map((path) => path.slice(0, -'/timeline.jsonl'.length).replaceAll('\\', '/'))
    .sort()
    .map(readConversation)
}

function readConversation(name: string): Conversation {
  const folder = join(root, name)
  const timeline = readLines<TimelineLine>(join(folder, 'timeline.jsonl'))
  return {
    name,
    folder,
    rule: /^(?:#.*\n+)?(.+?[.!?])(?:\s|$)/s.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[1]?.replaceAll('\n', ' ') ?? name,
    timeline: timeline.map((line) =>
      'audio' in line && 'file' in line.audio ? { ...line, audio: { ...line.audio, file: join(folder, line.audio.file) } } : line,
    ),
    script: JSON.parse(readFileSync(join(folder, 'script.json'), 'utf8')),
    expected: readLines<ExpectedLine>(expectedFile(folder)),
  }
}

export function expectedFile(folder: string): string {
  return join(folder, 'expected.jsonl')
}

function readLines<Line>(file: string): Line[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      try {
        return JSON.parse(line)
      } catch (cause) {
        throw new Error(`${file}: entry ${index + 1} is not JSON.`, { cause })
      }
    })
}
