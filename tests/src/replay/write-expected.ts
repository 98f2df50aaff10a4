import { writeFileSync } from 'node:fs'
import { align } from './compare.js'
import { type Conversation, expectedFile } from './conversation.js'
import { essences } from './essence.js'
import type { Happening } from './replay.js'

/** Writes down what happened as what is expected, for a person to review. What must be absent stays where it stood. */
export function writeExpected(conversation: Conversation, happened: readonly Happening[]): void {
  const lines = essences(happened)
  const written = align(conversation.expected, happened).flatMap(({ line, at }) => (at !== null ? [lines[at]] : line && 'absent' in line ? [line] : []))
  writeFileSync(expectedFile(conversation.folder), written.map((line) => `${JSON.stringify(line)}\n`).join(''))
}
