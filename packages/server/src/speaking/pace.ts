import type { Clock } from '../lib/clock.js'
import type { Pace } from './contract.js'

/** A reply's pace: held to real time until it is released. */
export function createPace(): Pace {
  const wakes = new Set<() => void>()
  let released = false
  return {
    get released() {
      return released
    },
    release() {
      released = true
      for (const wake of [...wakes]) wake()
      wakes.clear()
    },
    onRelease(wake) {
      if (!released) wakes.add(wake)
      return () => wakes.delete(wake)
    },
  }
}

/** Waits, unless the pace is or gets released; rejects with the signal's reason when it aborts first. Leaves no timer and no listener. */
export function hold(clock: Clock, delayMs: number, pace: Pace, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason)
  if (delayMs <= 0 || pace.released) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const settle = () => {
      timer.cancel()
      forget()
      signal.removeEventListener('abort', settle)
      if (signal.aborted) reject(signal.reason)
      else resolve()
    }
    const timer = clock.after(delayMs, settle)
    const forget = pace.onRelease(settle)
    signal.addEventListener('abort', settle, { once: true })
  })
}
