import type { Clock, Timer } from '@sidetone/server/lib/clock.js'

/** A clock that is moved by hand, at once: nothing but the timers' own work takes time. */
export class SteppedClock implements Clock {
  #nowMs = 0
  readonly #timers = new Set<{ readonly dueMs: number; readonly fire: () => void }>()

  nowMs(): number {
    return this.#nowMs
  }

  wallTime(): Date {
    return new Date(this.#nowMs)
  }

  after(delayMs: number, fire: () => void): Timer {
    const timer = { dueMs: this.#nowMs + delayMs, fire }
    this.#timers.add(timer)
    return { cancel: () => this.#timers.delete(timer) }
  }

  advanceTo(untilMs: number): void {
    for (;;) {
      const due = [...this.#timers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#nowMs = Math.max(this.#nowMs, due.dueMs)
      due.fire()
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs)
  }
}
