import type { Command, SessionKind, TurnDetection } from '@sidetone/protocol'
import type { SoundPath } from './state.js'

type Order = Command['type']

/** What a client may order in a session of each kind. Rule K1. */
const orders: { readonly [Kind in SessionKind['type']]: readonly Order[] } = {
  realtime: [
    'update-settings',
    'append-audio',
    'commit-turn',
    'clear-audio',
    'add-item',
    'retrieve-item',
    'truncate-item',
    'delete-item',
    'create-reply',
    'cancel-reply',
  ],
  transcription: ['update-settings', 'append-audio', 'commit-turn', 'clear-audio', 'retrieve-item', 'delete-item'],
  translation: ['update-settings', 'append-audio', 'end-session'],
}

/** Sound that travels beside the messages is no order, and what is played of it can be dropped. Rule P5. */
function ordersFor({ type }: SessionKind, sound: SoundPath): readonly Order[] {
  if (sound === 'in-messages') return orders[type]
  const beside = orders[type].filter((order) => order !== 'append-audio')
  return type === 'realtime' ? [...beside, 'clear-playback'] : beside
}

/** Null where the order belongs to a session of this kind; else what to tell the client. */
export function refuseOrder({ kind, sound }: { kind: SessionKind; sound: SoundPath }, order: Order): { kind: string; order: Order; orders: string } | null {
  const taken = ordersFor(kind, sound)
  return taken.includes(order) ? null : { kind: kind.type, order, orders: taken.join(', ') }
}

/** Whether speech may interrupt a reply. A translation is of what the same person said: it is not given up because he goes on. Rules U3, K3. */
export function mayInterrupt(kind: SessionKind, turnDetection: TurnDetection | null): boolean {
  return kind.type !== 'translation' && turnDetection?.interruptReply === true
}

/** Whether turns are answered at all. Rule K2. */
export function answersTurns(kind: SessionKind): boolean {
  return kind.type !== 'transcription'
}
