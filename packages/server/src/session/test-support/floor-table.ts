import {
  began,
  closed,
  committed,
  endsInReply,
  everywhere,
  forgot,
  noPlayback,
  noSuspicion,
  noTranscript,
  type Rows,
  replyEnds,
  serverWork,
  stopped,
  takesItems,
  watched,
  writing,
} from './table-rows.js'

const resumed = '>cancel-timer:suspicion >resume-speech'
const cancelled = `${closed} ${stopped}`
const yielded = `${resumed} ${began} ${cancelled}`
const unkept = '>cancel-timer:kept-speech >keep-buffer'

/** The same for both. */
const common = {
  ...everywhere,
  ...serverWork,
  ...endsInReply,
  ...noTranscript,
  ...noPlayback,
  ...takesItems,
  ...writing,
  'user-started': '',
  'words-settled': '',
  'timer idle': '',
} as const

/**
 * As `totalTable`, for a user whose speech over a reply is suspected (the reply is held) or kept (the reply refuses interruption), under semantic
 * detection. The reply is generating: half a sentence, one word of it played and not yet heard. `speech-judged` says yield.
 */
export const floorTable: Record<'suspected' | 'kept', Rows> = {
  suspected: {
    ...common,
    ...replyEnds(cancelled),
    'user-finished': `${yielded} speech-ended ${committed} ${watched}`,
    'speech-judged': yielded,
    'timer suspicion': resumed,
    'order commit-turn': `${resumed} >reset-turn ${committed} ${watched}`,
    'order clear-audio': `${resumed} ${forgot}`,
  },
  kept: {
    ...common,
    ...noSuspicion,
    // What left of a reply that failed or was stopped is no longer waited for.
    ...replyEnds(`${cancelled} ${began} >keep-buffer`),
    'user-finished': '',
    'order commit-turn': `${unkept} >reset-turn ${committed} ${watched}`,
    'order clear-audio': `${unkept} ${forgot}`,
  },
}
