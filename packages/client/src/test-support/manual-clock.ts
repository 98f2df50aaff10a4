import type { Clock } from '../contract.js'

/** A clock that stands still until it is set on. Promises settle between its timers. */
export class ManualClock implements Clock {
  #nowMs = 0
  #timers: { readonly dueMs: number; readonly act: () => void }[] = []

  nowMs(): number {
    return this.#nowMs
  }

  after(ms: number, act: () => void): () => void {
    const timer = { dueMs: this.#nowMs + Math.max(0, ms), act }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs
    await settle()
    for (;;) {
      const [due] = this.#timers.filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)
      if (!due) break
      this.#timers = this.#timers.filter((each) => each !== due)
      this.#nowMs = Math.max(this.#nowMs, due.dueMs)
      due.act()
      await settle()
    }
    this.#nowMs = untilMs
    await settle()
  }
}

/** Lets promise chains run dry; no time passes. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}
