import {
  began,
  closed,
  committed,
  endsIdle,
  endsInReply,
  everywhere,
  forgot,
  idle,
  noProgress,
  noSuspicion,
  noTranscript,
  type Rows,
  serverWork,
  stopped,
  takesItems,
  think,
  watched,
  writing,
} from './table-rows.js'

const ended = `${closed} ${stopped}`
const cleared = 'playback-cleared item-truncated'
const heardOut = 'playback-stopped'

/** The same for both. */
const common = {
  ...everywhere,
  ...serverWork,
  ...noSuspicion,
  ...takesItems,
  'order clear-audio': forgot,
  'user-finished': '',
  'words-settled': '',
  'order commit-turn': `>reset-turn ${committed} ${watched}`,
} as const

/**
 * As `totalTable`, for a silent user on a call, whose sound travels beside the messages. `generating`: half a sentence, one word of it left and is being
 * heard. `heard-out`: the reply is over, all of its audio left and nothing was heard yet; timers that fire after it was heard find that it was.
 */
export const soundTable: Record<'generating' | 'heard-out', Rows> = {
  generating: {
    ...common,
    ...endsInReply,
    ...noTranscript,
    ...writing,
    'user-started': `${began} playback-cleared ${ended} item-truncated`,
    'reply-failed': `${ended} ${idle} >arm-timer:playback`,
    'timer idle': '',
    'timer reply-watch': `${ended} ${idle} ${heardOut}`,
    'timer playback': '',
    'order create-reply': 'failed',
    'order cancel-reply': `${ended} ${idle} >arm-timer:playback`,
    'order clear-playback': `playback-cleared ${ended} ${idle} item-truncated`,
  },
  'heard-out': {
    ...common,
    ...endsIdle,
    ...noProgress,
    'user-started': `${began} >cancel-timer:playback ${cleared}`,
    'transcript-ended': '',
    'transcript-failed': '',
    'timer idle': `idle-timed-out turn-committed item-added item-ended transcript-ended >clear-audio ${think}`,
    'timer reply-watch': heardOut,
    'timer transcript-watch': heardOut,
    'timer playback': heardOut,
    'order create-reply': think,
    'order cancel-reply': 'failed',
    'order clear-playback': `>cancel-timer:playback ${cleared}`,
  },
}
