import type { Command } from '@sidetone/protocol'
import type { Input, TimerName } from '../contract.js'
import type { Reply } from '../state.js'

export type ReplyPhase = Reply['phase']
export type UserPhase = 'silent' | 'speaking'

/** Every kind of input: orders by their type, timers by their name. */
export type InputKind = Exclude<Input['type'], 'command' | 'timer-fired'> | `timer ${TimerName}` | `order ${Exclude<Command['type'], 'append-audio'>}`

/**
 * What follows, in order: events by their type, other effects with a `>` before them, separated by spaces. Empty: nothing happens.
 * Two values where it matters whether the user is silent or speaking.
 */
export type Cell = string | { readonly silent: string; readonly speaking: string }

const watches =
  '>cancel-timer:reply-watch >cancel-timer:transcript-watch >cancel-timer:suspicion >cancel-timer:kept-speech >cancel-timer:passed-speech >cancel-timer:summary'
const off = `>cancel-timer:session-end >cancel-timer:idle ${watches}`
const turn = 'turn-committed item-added item-ended >commit-audio'
const think = '>arm-timer:reply-watch reply-started >start-thinking'
const closed = 'reply-part-ended reply-item-ended'
const stopped = '>stop-reply reply-ended limits-updated'
const idle = '>arm-timer:idle'
const learned = '>cancel-timer:transcript-watch'
const told = 'transcript-delta transcript-ended'

/** After a reply the silence of a user who is silent begins. */
const silence = (before: string): Cell => ({ silent: `${before} ${idle}`, speaking: before })
const whenSilent = (silent: string): Cell => ({ silent, speaking: '' })
const whenSpeaking = (speaking: string): Cell => ({ silent: '', speaking })

/** Whatever else goes on: a server that was asked for its tools has answered, and one that runs a tool has. */
export const serverWork = {
  'tool-list-ended': 'tool-list-ended item-ended',
  'tool-list-failed': 'tool-list-failed item-ended',
  'server-call-ended': 'server-call-ended item-ended',
  'server-call-failed': 'server-call-failed item-ended',
} as const

/**
 * Server VAD with every ability on (a nudge after 5 s, replies, interruption), transcription on and told as spoken, and an earlier spoken reply in the conversation.
 * `awaiting-words`: a detected turn whose words are missing. `awaiting-transcript`: a client's commit and its order for a reply.
 * `generating`: half a sentence, one word of it played. `draining`: all of the text is there, its audio is not. A fact of a reply bears the id of
 * the running reply and of its open item; `timer …-watch` fires when the wait that it watches has lasted too long.
 */
export const totalTable: Record<ReplyPhase, Record<InputKind, Cell>> = {
  none: {
    opened: '',
    'turn-decided': 'turn-decided',
    'user-started': whenSilent('>cancel-timer:idle speech-started'),
    'user-finished': whenSpeaking(`speech-ended ${turn} >arm-timer:transcript-watch`),
    'speech-judged': '',
    'words-settled': whenSpeaking('transcript-delta'),
    'transcript-ended': '',
    'transcript-failed': '',
    'text-delta': '',
    'tool-call-started': '',
    'tool-call-delta': '',
    'tool-call-ended': '',
    'thinking-ended': '',
    'audio-spoken': '',
    'speaking-ended': '',
    'reply-failed': '',
    ...serverWork,
    'append-refused': 'failed',
    'summary-ended': '',
    'summary-failed': '',
    'link-lost': off,
    'timer session-end': `session-expired ${off}`,
    'timer idle': whenSilent(`idle-timed-out turn-committed item-added item-ended transcript-ended >clear-audio ${think}`),
    'timer reply-watch': '',
    'timer transcript-watch': '',
    'timer suspicion': '',
    'timer kept-speech': '',
    'timer passed-speech': '',
    'timer summary': '',
    'order update-settings': '>configure-listening settings-updated',
    'order commit-turn': `>reset-turn ${turn} >arm-timer:transcript-watch`,
    'order clear-audio': '>clear-audio >reset-turn audio-cleared',
    'order add-item': 'item-added item-ended',
    'order retrieve-item': 'item-retrieved',
    'order truncate-item': 'item-truncated',
    'order delete-item': 'item-deleted',
    'order create-reply': think,
    'order cancel-reply': 'failed',
  },
  'awaiting-words': {
    opened: '',
    'turn-decided': 'turn-decided',
    'user-started': whenSilent('>cancel-timer:idle speech-started'),
    'user-finished': whenSpeaking(`speech-ended ${turn}`),
    'speech-judged': '',
    'words-settled': whenSpeaking('transcript-delta'),
    'transcript-ended': { silent: `${learned} ${told} ${think}`, speaking: `${learned} ${told}` },
    'transcript-failed': { silent: `${learned} transcript-failed ${think}`, speaking: `${learned} transcript-failed` },
    'text-delta': '',
    'tool-call-started': '',
    'tool-call-delta': '',
    'tool-call-ended': '',
    'thinking-ended': '',
    'audio-spoken': '',
    'speaking-ended': '',
    'reply-failed': '',
    ...serverWork,
    'append-refused': 'failed',
    'summary-ended': '',
    'summary-failed': '',
    'link-lost': off,
    'timer session-end': `session-expired ${off}`,
    'timer idle': '',
    'timer reply-watch': '',
    'timer transcript-watch': { silent: `${learned} transcript-failed ${think}`, speaking: `${learned} transcript-failed` },
    'timer suspicion': '',
    'timer kept-speech': '',
    'timer passed-speech': '',
    'timer summary': '',
    'order update-settings': '>configure-listening settings-updated',
    'order commit-turn': `>reset-turn ${turn}`,
    'order clear-audio': '>clear-audio >reset-turn audio-cleared',
    'order add-item': 'item-added item-ended',
    'order retrieve-item': 'item-retrieved',
    'order truncate-item': 'item-truncated',
    'order delete-item': 'item-deleted',
    'order create-reply': '>arm-timer:reply-watch reply-started',
    'order cancel-reply': 'failed',
  },
  'awaiting-transcript': {
    opened: '',
    'turn-decided': 'turn-decided',
    'user-started': whenSilent(`>cancel-timer:idle speech-started ${stopped}`),
    'user-finished': whenSpeaking(`speech-ended ${turn}`),
    'speech-judged': '',
    'words-settled': whenSpeaking('transcript-delta'),
    'transcript-ended': `${learned} >start-thinking ${told}`,
    'transcript-failed': `${learned} >start-thinking transcript-failed`,
    'text-delta': '',
    'tool-call-started': '',
    'tool-call-delta': '',
    'tool-call-ended': '',
    'thinking-ended': '',
    'audio-spoken': '',
    'speaking-ended': '',
    'reply-failed': '',
    ...serverWork,
    'append-refused': 'failed',
    'summary-ended': '',
    'summary-failed': '',
    'link-lost': `>stop-reply ${off}`,
    'timer session-end': `session-expired >stop-reply ${off}`,
    'timer idle': '',
    'timer reply-watch': silence(stopped),
    'timer transcript-watch': `${learned} >start-thinking transcript-failed`,
    'timer suspicion': '',
    'timer kept-speech': '',
    'timer passed-speech': '',
    'timer summary': '',
    'order update-settings': '>configure-listening settings-updated',
    'order commit-turn': `>reset-turn ${turn}`,
    'order clear-audio': '>clear-audio >reset-turn audio-cleared',
    'order add-item': 'item-added item-ended',
    'order retrieve-item': 'item-retrieved',
    'order truncate-item': 'item-truncated',
    'order delete-item': 'item-deleted',
    'order create-reply': 'failed',
    'order cancel-reply': silence(stopped),
  },
  generating: {
    opened: '',
    'turn-decided': 'turn-decided',
    'user-started': whenSilent(`>cancel-timer:idle speech-started ${closed} ${stopped}`),
    'user-finished': whenSpeaking(`speech-ended ${turn} >arm-timer:transcript-watch`),
    'speech-judged': '',
    'words-settled': whenSpeaking('transcript-delta'),
    'transcript-ended': '',
    'transcript-failed': '',
    'text-delta': 'reply-text-delta >speak',
    'tool-call-started': '>end-text >release-speech',
    'tool-call-delta': '',
    'tool-call-ended': '',
    'thinking-ended': '>end-text',
    'audio-spoken': 'reply-audio-delta',
    'speaking-ended': '',
    'reply-failed': silence(`${closed} ${stopped}`),
    ...serverWork,
    'append-refused': 'failed',
    'summary-ended': '',
    'summary-failed': '',
    'link-lost': `>stop-reply ${off}`,
    'timer session-end': `session-expired >stop-reply ${off}`,
    'timer idle': '',
    'timer reply-watch': silence(`${closed} ${stopped}`),
    'timer transcript-watch': '',
    'timer suspicion': '',
    'timer kept-speech': '',
    'timer passed-speech': '',
    'timer summary': '',
    'order update-settings': '>configure-listening settings-updated',
    'order commit-turn': `>reset-turn ${turn} >arm-timer:transcript-watch`,
    'order clear-audio': '>clear-audio >reset-turn audio-cleared',
    'order add-item': 'item-added item-ended',
    'order retrieve-item': 'item-retrieved',
    'order truncate-item': 'item-truncated',
    'order delete-item': 'item-deleted',
    'order create-reply': 'failed',
    'order cancel-reply': silence(`${closed} ${stopped}`),
  },
  draining: {
    opened: '',
    'turn-decided': 'turn-decided',
    'user-started': whenSilent(`>cancel-timer:idle speech-started ${closed} ${stopped}`),
    'user-finished': whenSpeaking(`speech-ended ${turn} >arm-timer:transcript-watch`),
    'speech-judged': '',
    'words-settled': whenSpeaking('transcript-delta'),
    'transcript-ended': '',
    'transcript-failed': '',
    'text-delta': '',
    'tool-call-started': '',
    'tool-call-delta': '',
    'tool-call-ended': '',
    'thinking-ended': '',
    'audio-spoken': 'reply-audio-delta',
    'speaking-ended': silence(`${closed} reply-ended limits-updated`),
    'reply-failed': silence(`${closed} ${stopped}`),
    ...serverWork,
    'append-refused': 'failed',
    'summary-ended': '',
    'summary-failed': '',
    'link-lost': `>stop-reply ${off}`,
    'timer session-end': `session-expired >stop-reply ${off}`,
    'timer idle': '',
    'timer reply-watch': silence(`${closed} ${stopped}`),
    'timer transcript-watch': '',
    'timer suspicion': '',
    'timer kept-speech': '',
    'timer passed-speech': '',
    'timer summary': '',
    'order update-settings': '>configure-listening settings-updated',
    'order commit-turn': `>reset-turn ${turn} >arm-timer:transcript-watch`,
    'order clear-audio': '>clear-audio >reset-turn audio-cleared',
    'order add-item': 'item-added item-ended',
    'order retrieve-item': 'item-retrieved',
    'order truncate-item': 'item-truncated',
    'order delete-item': 'item-deleted',
    'order create-reply': 'failed',
    'order cancel-reply': silence(`${closed} ${stopped}`),
  },
}
