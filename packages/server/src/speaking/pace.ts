import type { Clock } from '../lib/clock.js'
import type { Pace } from './contract.js'

/** A reply's pace: kept to real time until it is released, and standing still while it is held. */
export function createPace(): Pace {
  const wakes = new Set<() => void>()
  let released = false
  let held = false
  let mostLeadMs = Number.POSITIVE_INFINITY
  const changed = () => {
    const waiting = [...wakes]
    wakes.clear()
    for (const wake of waiting) wake()
  }
  return {
    get released() {
      return released
    },
    get held() {
      return held
    },
    get mostLeadMs() {
      return mostLeadMs
    },
    release() {
      released = true
      changed()
    },
    hold() {
      held = true
    },
    resume() {
      held = false
      changed()
    },
    limitLead(limitMs) {
      if (limitMs === mostLeadMs) return
      mostLeadMs = limitMs
      changed()
    },
    onChange(wake) {
      wakes.add(wake)
      return () => wakes.delete(wake)
    },
  }
}

/**
 * Waits until `dueMs()` on the clock, which is asked again at each change of the pace, or for the release, and in any case as long as the pace is held; rejects with the signal's reason when it aborts first.
 * Leaves no timer and no listener.
 */
export async function hold(clock: Clock, dueMs: () => number, pace: Pace, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  while (pace.held || (!pace.released && dueMs() > clock.nowMs())) await change(clock, pace.held ? null : dueMs() - clock.nowMs(), pace, signal)
}

/** One wait: for the time (null: none), the next change of the pace, or the signal. */
function change(clock: Clock, delayMs: number | null, pace: Pace, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      timer?.cancel()
      forget()
      signal.removeEventListener('abort', settle)
      if (signal.aborted) reject(signal.reason)
      else resolve()
    }
    const timer = delayMs === null ? null : clock.after(delayMs, settle)
    const forget = pace.onChange(settle)
    signal.addEventListener('abort', settle, { once: true })
  })
}
