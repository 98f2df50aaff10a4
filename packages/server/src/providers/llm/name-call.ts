import type { CallId } from '@sidetone/protocol'
import type { ChatMessage } from './contract.js'

/** Names calls for models that do not name them: counted, and never a name that the conversation holds already. */
export type NameCall = (messages: readonly ChatMessage[]) => CallId

export function createCallNames(): NameCall {
  let count = 0
  return (messages) => {
    const taken = new Set(messages.flatMap((message) => (message.role === 'assistant' ? message.toolCalls.map((call) => call.callId) : [])))
    for (;;) {
      count++
      const callId = `call_${count.toString(36).padStart(5, '0')}`
      if (!taken.has(callId)) return callId
    }
  }
}
