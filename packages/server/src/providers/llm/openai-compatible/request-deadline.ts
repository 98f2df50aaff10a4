import type { Clock, Timer } from '../../../lib/clock.js'

/** A signal that aborts with the caller's reason, or with ours when a wait lasts too long. */
export class RequestDeadline {
  readonly #clock: Clock
  readonly #caller: AbortSignal
  readonly #controller = new AbortController()
  readonly #onAbort = () => this.#controller.abort(this.#caller.reason)
  #timer: Timer | null = null

  constructor(clock: Clock, caller: AbortSignal) {
    this.#clock = clock
    this.#caller = caller
    if (caller.aborted) this.#onAbort()
    else caller.addEventListener('abort', this.#onAbort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Starts a wait; `tooLong` makes the reason should it last longer than `limitMs`. A wait that runs already is replaced. */
  wait(limitMs: number, tooLong: () => unknown): void {
    this.#timer?.cancel()
    this.#timer = this.#clock.after(limitMs, () => this.#controller.abort(tooLong()))
  }

  /** What was waited for has come. */
  rest(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  /** Ends the work and lets go of the caller's signal. */
  close(reason: unknown): void {
    this.rest()
    this.#caller.removeEventListener('abort', this.#onAbort)
    this.#controller.abort(reason)
  }
}
