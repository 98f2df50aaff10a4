/**
 * What this client and a Sidetone server say to each other beyond the API. The client offers `sidetone.v1` as a subprotocol; a server that knows it sends
 * `sidetone.session.resumable` behind `session.created`, and any other server ignores it.
 */
export const offer = 'sidetone.v1'

/** Offered on a new link to go on with a session: its token, and how many messages of it have arrived here. */
export function resumeOffer(token: string, receivedMessages: number): string {
  return `sidetone-resume.${token}.${receivedMessages}`
}

/** The session outlives its link for `grace_ms`. */
export interface Resumable {
  readonly type: 'sidetone.session.resumable'
  readonly token: string
  readonly grace_ms: number
}

/** The session goes on: the server had `received` messages of this client; what it had sent since follows. */
export interface Resumed {
  readonly type: 'sidetone.session.resumed'
  readonly received: number
}
