import type { InputKind } from './total-table.js'

const off = [
  ...['>cancel-timer:session-end', '>cancel-timer:idle', '>cancel-timer:reply-watch', '>cancel-timer:transcript-watch'],
  ...['>cancel-timer:suspicion', '>cancel-timer:kept-speech', '>cancel-timer:passed-speech', '>cancel-timer:summary'],
].join(' ')
const turn = 'turn-committed item-added item-ended >commit-audio >arm-timer:transcript-watch'
const resumed = '>cancel-timer:suspicion >resume-speech'
const cancelled = 'reply-part-ended reply-item-ended >stop-reply reply-ended limits-updated'
const begun = '>cancel-timer:idle speech-started'

/**
 * As `totalTable`, for a user whose speech over a reply is suspected (the reply is held) or kept (the reply refuses interruption), under semantic
 * detection. The reply is generating: half a sentence, one word of it played and not yet heard. `speech-judged` says yield.
 */
export const floorTable: Record<'suspected' | 'kept', Record<InputKind, string>> = {
  suspected: {
    opened: '',
    'user-started': '',
    'user-finished': `${resumed} ${begun} ${cancelled} speech-ended ${turn}`,
    'turn-decided': 'turn-decided',
    'speech-judged': `${resumed} ${begun} ${cancelled}`,
    'transcript-ended': '',
    'transcript-failed': '',
    'text-delta': 'reply-text-delta >speak',
    'tool-call-started': '>end-text >release-speech',
    'tool-call-delta': '',
    'tool-call-ended': '',
    'thinking-ended': '>end-text',
    'audio-spoken': 'reply-audio-delta',
    'speaking-ended': '',
    'reply-failed': cancelled,
    'append-refused': 'failed',
    'summary-ended': '',
    'summary-failed': '',
    'link-lost': `>stop-reply ${off}`,
    'timer session-end': `session-expired >stop-reply ${off}`,
    'timer idle': '',
    'timer reply-watch': cancelled,
    'timer transcript-watch': '',
    'timer suspicion': resumed,
    'timer kept-speech': '',
    'timer passed-speech': '',
    'timer summary': '',
    'order update-settings': '>configure-listening settings-updated',
    'order commit-turn': `${resumed} >reset-turn ${turn}`,
    'order clear-audio': `${resumed} >clear-audio >reset-turn audio-cleared`,
    'order add-item': 'item-added item-ended',
    'order retrieve-item': 'item-retrieved',
    'order truncate-item': 'item-truncated',
    'order delete-item': 'item-deleted',
    'order create-reply': 'failed',
    'order cancel-reply': cancelled,
  },
  kept: {
    opened: '',
    'user-started': '',
    'user-finished': '',
    'turn-decided': 'turn-decided',
    'speech-judged': '',
    'transcript-ended': '',
    'transcript-failed': '',
    'text-delta': 'reply-text-delta >speak',
    'tool-call-started': '>end-text >release-speech',
    'tool-call-delta': '',
    'tool-call-ended': '',
    'thinking-ended': '>end-text',
    'audio-spoken': 'reply-audio-delta',
    'speaking-ended': '',
    // What left of a reply that failed or was stopped is no longer waited for.
    'reply-failed': `${cancelled} ${begun} >keep-buffer`,
    'append-refused': 'failed',
    'summary-ended': '',
    'summary-failed': '',
    'link-lost': `>stop-reply ${off}`,
    'timer session-end': `session-expired >stop-reply ${off}`,
    'timer idle': '',
    'timer reply-watch': `${cancelled} ${begun} >keep-buffer`,
    'timer transcript-watch': '',
    'timer suspicion': '',
    'timer kept-speech': '',
    'timer passed-speech': '',
    'timer summary': '',
    'order update-settings': '>configure-listening settings-updated',
    'order commit-turn': `>cancel-timer:kept-speech >keep-buffer >reset-turn ${turn}`,
    'order clear-audio': '>cancel-timer:kept-speech >keep-buffer >clear-audio >reset-turn audio-cleared',
    'order add-item': 'item-added item-ended',
    'order retrieve-item': 'item-retrieved',
    'order truncate-item': 'item-truncated',
    'order delete-item': 'item-deleted',
    'order create-reply': 'failed',
    'order cancel-reply': `${cancelled} ${begun} >keep-buffer`,
  },
}
