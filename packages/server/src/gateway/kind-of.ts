import type { SessionKind } from '@sidetone/protocol'

/** What a client connects for, by the query of its address. Without an intent it is a conversation. */
export function kindOf(query: URLSearchParams): SessionKind {
  return query.get('intent') === 'transcription' ? { type: 'transcription' } : { type: 'realtime' }
}
