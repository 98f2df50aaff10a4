import type { Command } from '@sidetone/protocol'
import type { Input, TimerName } from '../contract.js'

/** Every kind of input: orders by their type, timers by their name. */
export type InputKind = Exclude<Input['type'], 'command' | 'timer-fired'> | `timer ${TimerName}` | `order ${Exclude<Command['type'], 'append-audio'>}`

/**
 * What follows, in order: events by their type, other effects with a `>` before them, separated by spaces. Empty: nothing happens.
 * Two values where it matters whether the user is silent or speaking.
 */
export type Cell = string | { readonly silent: string; readonly speaking: string }

/** One phase of a total table: it does not compile before every input has its answer. */
export type Rows = Record<InputKind, Cell>

type SomeRows = Partial<Rows>

export const whenSilent = (silent: string) => ({ silent, speaking: '' })
export const whenSpeaking = (speaking: string) => ({ silent: '', speaking })

export const began = '>cancel-timer:idle speech-started'
export const committed = 'turn-committed item-added item-ended >commit-audio'
export const watched = '>arm-timer:transcript-watch'
export const unwatched = '>cancel-timer:transcript-watch'
export const think = '>arm-timer:reply-watch reply-started >start-thinking'
export const closed = 'reply-part-ended reply-item-ended'
export const stopped = '>stop-reply reply-ended limits-updated'
export const idle = '>arm-timer:idle'
export const forgot = '>clear-audio >reset-turn audio-cleared'

const off = [
  ...['>cancel-timer:session-end', '>cancel-timer:idle', '>cancel-timer:reply-watch', '>cancel-timer:transcript-watch'],
  ...['>cancel-timer:suspicion', '>cancel-timer:kept-speech', '>cancel-timer:passed-speech', '>cancel-timer:summary', '>cancel-timer:playback'],
].join(' ')

/** The same in every phase. */
export const everywhere = {
  opened: '',
  'turn-decided': 'turn-decided',
  'append-refused': 'failed',
  'summary-ended': '',
  'summary-failed': '',
  'timer kept-speech': '',
  'timer passed-speech': '',
  'timer summary': '',
  'order update-settings': '>configure-listening settings-updated',
  'order retrieve-item': 'item-retrieved',
  'order delete-item': 'item-deleted',
  'order end-session': 'failed',
} as const satisfies SomeRows

/** Whatever else goes on: a server that was asked for its tools has answered, and one that runs a tool has. */
export const serverWork = {
  'tool-list-ended': 'tool-list-ended item-ended',
  'tool-list-failed': 'tool-list-failed item-ended',
  'server-call-ended': 'server-call-ended item-ended',
  'server-call-failed': 'server-call-failed item-ended',
} as const satisfies SomeRows

/** The session ends while no reply runs. */
export const endsIdle = { 'link-lost': off, 'timer session-end': `session-expired ${off}` } as const satisfies SomeRows
/** The session ends while a reply runs. */
export const endsInReply = { 'link-lost': `>stop-reply ${off}`, 'timer session-end': `session-expired >stop-reply ${off}` } as const satisfies SomeRows

/** No speech over a reply is suspected. */
export const noSuspicion = { 'speech-judged': '', 'timer suspicion': '' } as const satisfies SomeRows

/** No words of a turn are missing. */
export const noTranscript = { 'transcript-ended': '', 'transcript-failed': '', 'timer transcript-watch': '' } as const satisfies SomeRows

/** Sound travels in messages: what is heard of it is the client's. */
export const noPlayback = { 'timer playback': '', 'order clear-playback': 'failed' } as const satisfies SomeRows

export const takesItems = { 'order add-item': 'item-added item-ended', 'order truncate-item': 'item-truncated' } as const satisfies SomeRows

/** Nothing is made for a reply: facts of one come too late. */
export const noProgress = {
  'text-delta': '',
  'tool-call-started': '',
  'tool-call-delta': '',
  'tool-call-ended': '',
  'thinking-ended': '',
  'audio-spoken': '',
  'speaking-ended': '',
  'reply-failed': '',
} as const satisfies SomeRows

/** A reply is written and spoken: half a sentence of it is there. */
export const writing = {
  'text-delta': 'reply-text-delta >speak',
  'tool-call-started': '>end-text >release-speech',
  'tool-call-delta': '',
  'tool-call-ended': '',
  'thinking-ended': '>end-text',
  'audio-spoken': 'reply-audio-delta',
  'speaking-ended': '',
} as const satisfies SomeRows

/** A reply runs, and whatever ends it before its time ends it in this way. */
export const replyEnds = (over: Cell) =>
  ({ 'reply-failed': over, 'timer reply-watch': over, 'order cancel-reply': over, 'order create-reply': 'failed' }) as const satisfies SomeRows
