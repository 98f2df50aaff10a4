import type { SessionKind } from '@sidetone/protocol'

/** What a client connects for, by its address. Without an intent it is a conversation. */
export function kindOf({ path, query }: { readonly path: string; readonly query: URLSearchParams }): SessionKind {
  if (path.endsWith('/translations')) return { type: 'translation' }
  return query.get('intent') === 'transcription' ? { type: 'transcription' } : { type: 'realtime' }
}
