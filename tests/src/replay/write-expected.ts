import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectedFile } from '@sidetone/server/recording/format.js'
import { align } from '@sidetone/server/replay/compare.js'
import type { Conversation } from '@sidetone/server/replay/conversation.js'
import { essences } from '@sidetone/server/replay/essence.js'
import type { Happening } from '@sidetone/server/replay/replay.js'

/** Writes down what happened as what is expected, for a person to review. What must be absent stays where it stood. */
export function writeExpected(conversation: Conversation, happened: readonly Happening[]): void {
  const lines = essences(happened)
  const written = align(conversation.expected ?? [], happened).flatMap(({ line, at }) => (at !== null ? [lines[at]] : line && 'absent' in line ? [line] : []))
  writeFileSync(join(conversation.folder, expectedFile), written.map((line) => `${JSON.stringify(line)}\n`).join(''))
}
