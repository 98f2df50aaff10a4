import type { Clock, WireMessage } from '../contract.js'
import { VoiceFailure } from '../voice-failure.js'

type WireEvent = WireMessage['event']
export type WireSession = Readonly<Record<string, unknown>>

interface Pending {
  readonly id: string
  resolve(session: WireSession): void
  reject(failure: VoiceFailure): void
  cancelLimit: () => void
  /** It was sent to a link that was lost since. */
  beforeLoss: boolean
}

const limitMs = 10_000

/** What one page leaves to the next: changes that the server has not answered, and how many there were. */
export interface KeptUpdates {
  readonly ids: readonly string[]
  readonly count: number
}

export interface SessionUpdatesOptions {
  readonly clock: Clock
  readonly send: (event: WireEvent) => void
  /** What was asked cannot have come to the server: the link is lost, or audio waits before it. The wait for an answer begins anew then. */
  readonly isBlocked: () => boolean
}

/** Asks for settings and waits for the answer: servers answer updates in order, and name the event only when they refuse it. */
export class SessionUpdates {
  readonly #options: SessionUpdatesOptions
  #pending: Pending[] = []
  #count = 0

  constructor(options: SessionUpdatesOptions) {
    this.#options = options
  }

  /**
   * Resolves with the session as the server then tells it; rejects with the server's refusal, or when no answer comes. `begins`: it is the first message of a
   * session, before those that wait.
   */
  ask(session: WireSession, begins = false): Promise<WireSession> {
    return new Promise((resolve, reject) => {
      const id = `update_${++this.#count}`
      const pending: Pending = { id, resolve, reject, cancelLimit: this.#limit(id), beforeLoss: false }
      if (begins) this.#pending.unshift(pending)
      else this.#pending.push(pending)
      this.#options.send({ type: 'session.update', event_id: id, session: { type: 'realtime', ...session } })
    })
  }

  keep(): KeptUpdates {
    return { ids: this.#pending.map(({ id }) => id), count: this.#count }
  }

  /** What an earlier page asked is answered first, and to nobody. Resolves when it is, or will not be. */
  async resume({ ids, count }: KeptUpdates): Promise<void> {
    this.#count = count
    const answers = ids.map(
      (id, at) =>
        new Promise<WireSession>((resolve, reject) => {
          this.#pending.splice(at, 0, { id, resolve, reject, cancelLimit: this.#limit(id), beforeLoss: true })
        }),
    )
    await Promise.allSettled(answers)
  }

  lost(): void {
    for (const pending of this.#pending) pending.beforeLoss = true
  }

  /** Another session took the place of the lost one: what that one was asked is not answered any more. */
  replaced(failure: VoiceFailure): void {
    for (const { id, beforeLoss } of [...this.#pending]) if (beforeLoss) this.#refuse(id, failure)
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

  #limit(id: string): () => void {
    const { clock, isBlocked } = this.#options
    return clock.after(limitMs, () => {
      const pending = this.#pending.find((each) => each.id === id)
      if (!pending) return
      if (isBlocked()) pending.cancelLimit = this.#limit(id)
      else this.#refuse(id, new VoiceFailure('server-error', 'The server did not answer a change of settings.'))
    })
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
