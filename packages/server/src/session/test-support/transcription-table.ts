import type { Cell, InputKind } from './total-table.js'

const watches =
  '>cancel-timer:reply-watch >cancel-timer:transcript-watch >cancel-timer:suspicion >cancel-timer:kept-speech >cancel-timer:passed-speech >cancel-timer:summary >cancel-timer:playback'
const off = `>cancel-timer:session-end >cancel-timer:idle ${watches}`
const turn = 'turn-committed item-added item-ended >commit-audio'
const learned = '>cancel-timer:transcript-watch'

/** As `totalTable`, for a session that only writes down what is said: one turn is behind it, the words of a second one are missing. There is never a reply. */
export const transcriptionTable: Record<InputKind, Cell> = {
  opened: '',
  'turn-decided': 'turn-decided',
  'user-started': { silent: '>cancel-timer:idle speech-started', speaking: '' },
  'user-finished': { silent: '', speaking: `speech-ended ${turn}` },
  'speech-judged': '',
  'words-settled': { silent: '', speaking: 'transcript-delta' },
  'transcript-ended': `${learned} transcript-delta transcript-ended`,
  'transcript-failed': `${learned} transcript-failed`,
  'text-delta': '',
  'tool-call-started': '',
  'tool-call-delta': '',
  'tool-call-ended': '',
  'thinking-ended': '',
  'audio-spoken': '',
  'speaking-ended': '',
  'reply-failed': '',
  'summary-ended': '',
  'summary-failed': '',
  'tool-list-ended': '',
  'tool-list-failed': '',
  'server-call-ended': '',
  'server-call-failed': '',
  'append-refused': 'failed',
  'link-lost': off,
  'timer session-end': `session-expired ${off}`,
  'timer idle': '',
  'timer reply-watch': '',
  'timer transcript-watch': `${learned} transcript-failed`,
  'timer suspicion': '',
  'timer kept-speech': '',
  'timer passed-speech': '',
  'timer summary': '',
  'timer playback': '',
  'order update-settings': '>configure-listening settings-updated',
  'order commit-turn': `>reset-turn ${turn}`,
  'order clear-audio': '>clear-audio >reset-turn audio-cleared',
  'order add-item': 'failed',
  'order retrieve-item': 'item-retrieved',
  'order truncate-item': 'failed',
  'order delete-item': 'item-deleted',
  'order create-reply': 'failed',
  'order cancel-reply': 'failed',
  'order clear-playback': 'failed',
  'order end-session': 'failed',
}
