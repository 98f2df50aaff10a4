import type { Item } from '@sidetone/protocol'

/** Calls that servers run, as calls of functions with their outputs; a language model knows no difference. Lists and approvals are nothing it is told. */
export function asFunctions(items: readonly Item[]): Item[] {
  return items.flatMap((item): Item[] => {
    switch (item.type) {
      case 'server-call': {
        const { id, callId, name, arguments: text, output, failure } = item
        // A call that was cut off in mid-writing was never made.
        if (item.status === 'incomplete' && failure === null) return []
        const call: Item = { type: 'tool-call', id, status: 'completed', callId, name, arguments: text }
        const result = output ?? (failure && `(failed: ${failure.message})`)
        return result === null ? [call] : [call, { type: 'tool-output', id: `${id}_output`, callId, output: result }]
      }
      case 'tool-list':
      case 'approval-request':
      case 'approval-response':
        return []
      default:
        return [item]
    }
  })
}
