import type { SessionKind } from '@sidetone/protocol'

/** What a client connects for, by its address. Without an intent it is a conversation. */
export function kindOf({ path, query }: { readonly path: string; readonly query: URLSearchParams }): SessionKind {
  if (path.endsWith('/translations')) return { type: 'translation' }
  return query.get('intent') === 'transcription' ? { type: 'transcription' } : { type: 'realtime' }
}

/** What is opened for a client whose ephemeral key was minted for `bound`: the key counts more than what the address asks for. null: it is for the other socket. */
export function kindFor(asked: SessionKind, bound: SessionKind | null): SessionKind | null {
  if (!bound) return asked
  return (bound.type === 'translation') === (asked.type === 'translation') ? bound : null
}
