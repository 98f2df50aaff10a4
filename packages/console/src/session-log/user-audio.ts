import type { Observable, VoiceState, WireMessage } from '@sidetone/client'
import type { AudioKeeper } from './audio-keeper.js'
import { formatOrDefault } from './audio-pieces.js'
import { audioOf, type WireSession } from './wire-entry.js'

/**
 * - `none`: what is said waits for one.
 * - `greeted`: its first message has come. Settings go before what waits, which is in the format that they ask for.
 * - `open`: what is said goes into it as it says.
 */
type Session = 'none' | 'greeted' | 'open'

/** Gives the keeper what the user said, once it is known in which format it is and which session hears it. */
export class UserAudio {
  readonly #keeper: AudioKeeper
  #session: Session = 'none'
  /** No more than what the client keeps for a session that is not there: a minute. */
  #waiting: WireMessage[] = []

  constructor(keeper: AudioKeeper, state: Observable<VoiceState>) {
    this.#keeper = keeper
    state.subscribe((now) => {
      if (now === 'connecting' || now === 'reconnecting') this.#session = 'none'
      // Nobody hears it.
      if (now === 'idle' || now === 'failed') this.#waiting = []
    })
  }

  /** `session`: as it was told before this message. */
  take(message: WireMessage, session: WireSession | null): void {
    const { direction, event } = message
    if (this.#session === 'greeted') this.#open(message, session)
    if (direction === 'received') {
      if (event.type === 'session.created') this.#keeper.beginSession()
      if (event.type === 'session.created' || event.type === 'sidetone.session.resumed') this.#session = 'greeted'
      return
    }
    if (event.type !== 'input_audio_buffer.append' && event.type !== 'sidetone.input_audio.silence') return
    if (this.#session === 'open') this.#keep(message, audioOf(session).input?.format)
    else this.#waiting.push(message)
  }

  #open({ direction, event }: WireMessage, session: WireSession | null): void {
    this.#session = 'open'
    const asked = direction === 'sent' && event.type === 'session.update' ? audioOf(event.session as WireSession) : null
    const format = asked?.input?.format ?? audioOf(session).input?.format
    for (const message of this.#waiting) this.#keep(message, format)
    this.#waiting = []
  }

  #keep({ event, atMs }: WireMessage, format: unknown): void {
    if (event.type === 'sidetone.input_audio.silence') this.#keeper.silence(Number(event.duration_ms))
    else this.#keeper.sent(String(event.audio), formatOrDefault(format), atMs)
  }
}
