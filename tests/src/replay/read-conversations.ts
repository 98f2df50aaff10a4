import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Conversation, readConversation } from '@sidetone/server/replay/conversation.js'

const root = fileURLToPath(new URL('../../../conversations/', import.meta.url))

/** All of `conversations/`, those in subfolders too, by name. */
export function readConversations(): Conversation[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('timeline.jsonl'))
    .map((path) => path.slice(0, -'/timeline.jsonl'.length).replaceAll('\\', '/'))
    .sort()
    .map((name) => readConversation(`${root}${name}`, name))
}
