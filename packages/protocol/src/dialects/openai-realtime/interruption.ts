import type { InterruptionPolicy } from '../../vocabulary/replies.js'

/** Our extension: how a reply takes speech, as a key of the response's `metadata`, where clients may put what they like. */
export const interruptionKey = 'sidetone.interruption'

export const interruptionPolicies: readonly InterruptionPolicy[] = ['allow', 'finish-sentence', 'refuse']

export function readInterruption(metadata: Readonly<Record<string, string>> | null | undefined): InterruptionPolicy | undefined {
  return interruptionPolicies.find((policy) => policy === metadata?.[interruptionKey])
}
