import type { ChatMessage } from '../contract.js'
import type { ScriptedCall } from './script.js'

/** Whether the script's next call is the one that came. */
export function matches(expected: ScriptedCall, messages: readonly ChatMessage[]): boolean {
  const last = messages.at(-1)
  if (expected.toolOutput !== undefined && !(last?.role === 'tool' && contains(last.output, expected.toolOutput))) return false
  return expected.user === undefined || contains(lastUserText(messages), expected.user)
}

/** What came, for a person to read beside the script. */
export function describeRequest(messages: readonly ChatMessage[]): string {
  const last = messages.at(-1)
  if (last?.role === 'tool') return `the function result "${last.output}"`
  return `the user's words "${lastUserText(messages)}"`
}

export function describeCall(expected: ScriptedCall): string {
  if (expected.toolOutput !== undefined) return `the function result "${expected.toolOutput}"`
  return expected.user === undefined ? 'anything' : `the user's words "${expected.user}"`
}

function lastUserText(messages: readonly ChatMessage[]): string {
  return messages.findLast((message) => message.role === 'user')?.text ?? ''
}

const contains = (text: string, part: string) => plain(text).includes(plain(part))
const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
