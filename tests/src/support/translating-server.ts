import { type ChatServer, delta, finish, startChatServer, streams } from '@sidetone/server/providers/llm/openai-compatible/testing/chat-server.js'

/** A language model server of the usual API that translates as a dictionary of one line would: whatever it is asked, it answers with the line. */
export function startTranslatingServer(line: string): Promise<ChatServer> {
  const words = line.split(/(?<= )/)
  return startChatServer(streams(...words.map(delta), finish('stop')))
}
