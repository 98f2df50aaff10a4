import type { Reply } from '../state.js'
import {
  began,
  type Cell,
  closed,
  committed,
  endsIdle,
  endsInReply,
  everywhere,
  forgot,
  idle,
  noPlayback,
  noProgress,
  noSuspicion,
  noTranscript,
  type Rows,
  replyEnds,
  serverWork,
  stopped,
  takesItems,
  think,
  unwatched,
  watched,
  whenSilent,
  whenSpeaking,
  writing,
} from './table-rows.js'

export type ReplyPhase = Reply['phase']
export type UserPhase = 'silent' | 'speaking'

const told = `${unwatched} transcript-delta transcript-ended`
const untold = `${unwatched} transcript-failed`

/** After a reply the silence of a user who is silent begins. */
const silence = (before: string): Cell => ({ silent: `${before} ${idle}`, speaking: before })
/** An answer waited for this; over one who speaks it would be talking. */
const answered = (before: string): Cell => ({ silent: `${before} ${think}`, speaking: before })

/** The same in every phase of the reply. */
const common = {
  ...everywhere,
  ...serverWork,
  ...noSuspicion,
  ...noPlayback,
  ...takesItems,
  'order clear-audio': forgot,
  'words-settled': whenSpeaking('transcript-delta'),
} as const

/** While a reply speaks. */
const speaking = {
  ...common,
  ...endsInReply,
  ...noTranscript,
  'user-started': whenSilent(`${began} ${closed} ${stopped}`),
  'user-finished': whenSpeaking(`speech-ended ${committed} ${watched}`),
  'timer idle': '',
  'order commit-turn': `>reset-turn ${committed} ${watched}`,
  ...replyEnds(silence(`${closed} ${stopped}`)),
} as const

/**
 * Server VAD with every ability on (a nudge after 5 s, replies, interruption), transcription on and told as spoken, and an earlier spoken reply in the conversation.
 * `awaiting-words`: a detected turn whose words are missing. `awaiting-transcript`: a client's commit and its order for a reply.
 * `generating`: half a sentence, one word of it played. `draining`: all of the text is there, its audio is not. A fact of a reply bears the id of
 * the running reply and of its open item; `timer …-watch` fires when the wait that it watches has lasted too long.
 */
export const totalTable: Record<ReplyPhase, Rows> = {
  none: {
    ...common,
    ...endsIdle,
    ...noTranscript,
    ...noProgress,
    'user-started': whenSilent(began),
    'user-finished': whenSpeaking(`speech-ended ${committed} ${watched}`),
    'timer idle': whenSilent(`idle-timed-out turn-committed item-added item-ended transcript-ended >clear-audio ${think}`),
    'timer reply-watch': '',
    'order commit-turn': `>reset-turn ${committed} ${watched}`,
    'order create-reply': think,
    'order cancel-reply': 'failed',
  },
  'awaiting-words': {
    ...common,
    ...endsIdle,
    ...noProgress,
    'user-started': whenSilent(began),
    'user-finished': whenSpeaking(`speech-ended ${committed}`),
    'transcript-ended': answered(told),
    'transcript-failed': answered(untold),
    'timer idle': '',
    'timer reply-watch': '',
    'timer transcript-watch': answered(untold),
    'order commit-turn': `>reset-turn ${committed}`,
    'order create-reply': '>arm-timer:reply-watch reply-started',
    'order cancel-reply': 'failed',
  },
  'awaiting-transcript': {
    ...common,
    ...endsInReply,
    ...noProgress,
    'user-started': whenSilent(`${began} ${stopped}`),
    'user-finished': whenSpeaking(`speech-ended ${committed}`),
    'transcript-ended': `${unwatched} >start-thinking transcript-delta transcript-ended`,
    'transcript-failed': `${unwatched} >start-thinking transcript-failed`,
    'timer idle': '',
    'timer reply-watch': silence(stopped),
    'timer transcript-watch': `${unwatched} >start-thinking transcript-failed`,
    'order commit-turn': `>reset-turn ${committed}`,
    'order create-reply': 'failed',
    'order cancel-reply': silence(stopped),
  },
  generating: { ...speaking, ...writing },
  draining: {
    ...speaking,
    'text-delta': '',
    'tool-call-started': '',
    'tool-call-delta': '',
    'tool-call-ended': '',
    'thinking-ended': '',
    'audio-spoken': 'reply-audio-delta',
    'speaking-ended': silence(`${closed} reply-ended limits-updated`),
  },
}
