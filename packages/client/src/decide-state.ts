import type { VoiceState } from './contract.js'

/** What is known at one moment. */
export interface Facts {
  readonly link: 'closed' | 'opening' | 'open' | 'lost' | 'failed'
  readonly userSpeaks: boolean
  /** A reply is owed or has begun, and none of it sounds yet. */
  readonly replyAwaited: boolean
  /** Sound of a reply leaves the speaker; without a speaker: text of it is being written. */
  readonly replySounds: boolean
}

/** The user wins over the reply: who is heard sees it at once. */
export function decideState({ link, userSpeaks, replyAwaited, replySounds }: Facts): VoiceState {
  switch (link) {
    case 'closed':
      return 'idle'
    case 'opening':
      return 'connecting'
    case 'failed':
      return 'failed'
    case 'lost':
      return 'reconnecting'
    case 'open':
      if (userSpeaks) return 'hearing'
      if (replySounds) return 'speaking'
      return replyAwaited ? 'thinking' : 'listening'
  }
}
