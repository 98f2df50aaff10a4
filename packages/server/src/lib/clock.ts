/** A timer that can be taken back. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void
}

/** The only source of time. `nowMs` is monotonic and starts anywhere; `wallTime` is for people and expiry dates. */
export interface Clock {
  nowMs(): number
  wallTime(): Date
  after(delayMs: number, fire: () => void): Timer
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallTime: () => new Date(),
  after(delayMs, fire) {
    const handle = setTimeout(fire, delayMs)
    return { cancel: () => clearTimeout(handle) }
  },
}

/** A clock that stands still until `advance` moves it: timers fire in the order of their due times. */
export class ManualClock implements Clock {
  #nowMs = 0
  readonly #epochMs: number
  #timers: { dueMs: number; fire: () => void }[] = []

  constructor(epochMs = Date.UTC(2026, 0, 1, 12)) {
    this.#epochMs = epochMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  wallTime(): Date {
    return new Date(this.#epochMs + this.#nowMs)
  }

  after(delayMs: number, fire: () => void): Timer {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), fire }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((each) => each !== timer)
      },
    }
  }

  /** Moves time forward, letting waiting promises settle before and after each timer. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs
    await settle()
    for (;;) {
      const due = this.#timers.filter((each) => each.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0]
      if (!due) break
      this.#timers = this.#timers.filter((each) => each !== due)
      this.#nowMs = Math.max(this.#nowMs, due.dueMs)
      due.fire()
      await settle()
    }
    this.#nowMs = untilMs
    await settle()
  }
}

/** Lets promise chains run dry: macrotask turns, no time passes on a manual clock. */
export async function settle(turns = 10): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}
