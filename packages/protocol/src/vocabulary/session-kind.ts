/**
 * What a session is for; fixed when it opens. `realtime`: a conversation by voice. `transcription`: what the user says is written down, and nobody
 * answers. `translation`: it is said again in another language, turn by turn.
 */
export type SessionKind = { readonly type: 'realtime' } | { readonly type: 'transcription' } | { readonly type: 'translation' }
