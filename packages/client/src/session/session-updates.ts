import type { Clock, WireMessage } from '../contract.js'
import { VoiceFailure } from '../voice-failure.js'

type WireEvent = WireMessage['event']
export type WireSession = Readonly<Record<string, unknown>>

interface Pending {
  readonly id: string
  resolve(session: WireSession): void
  reject(failure: VoiceFailure): void
  readonly cancelLimit: () => void
}

const limitMs = 10_000

/** Asks for settings and waits for the answer: servers answer updates in order, and name the event only when they refuse it. */
export class SessionUpdates {
  readonly #clock: Clock
  readonly #send: (event: WireEvent) => void
  #pending: Pending[] = []
  #count = 0

  constructor(clock: Clock, send: (event: WireEvent) => void) {
    this.#clock = clock
    this.#send = send
  }

  /** Resolves with the session as the server then tells it; rejects with the server's refusal, or when no answer comes. */
  ask(session: WireSession): Promise<WireSession> {
    return new Promise((resolve, reject) => {
      const id = `update_${++this.#count}`
      const cancelLimit = this.#clock.after(limitMs, () =>
        this.#refuse(id, new VoiceFailure('server-error', 'The server did not answer a change of settings.')),
      )
      this.#pending.push({ id, resolve, reject, cancelLimit })
      this.#send({ type: 'session.update', event_id: id, session: { type: 'realtime', ...session } })
    })
  }

  accepted(session: WireSession): void {
    const first = this.#pending.shift()
    first?.cancelLimit()
    first?.resolve(session)
  }

  /** True when the error answers an update. */
  refused(eventId: unknown, failure: VoiceFailure): boolean {
    return this.#refuse(eventId, failure)
  }

  /** Nothing that waits will be answered any more. */
  abandon(failure: VoiceFailure): void {
    for (const { id } of [...this.#pending]) this.#refuse(id, failure)
  }

  #refuse(id: unknown, failure: VoiceFailure): boolean {
    const refused = this.#pending.find((each) => each.id === id)
    if (!refused) return false
    this.#pending = this.#pending.filter((each) => each !== refused)
    refused.cancelLimit()
    refused.reject(failure)
    return true
  }
}
