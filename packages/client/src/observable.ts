import type { Observable } from './contract.js'

export interface Settable<Value> extends Observable<Value> {
  /** Tells the subscribers when it is another value; equal values (`Object.is`) are no news. */
  set(value: Value): void
}

export function observable<Value>(initial: Value): Settable<Value> {
  const listeners = new Set<(value: Value) => void>()
  let current = initial
  return {
    get value() {
      return current
    },
    set(value) {
      if (Object.is(value, current)) return
      current = value
      for (const listener of [...listeners]) listener(value)
    },
    subscribe(listener) {
      // A wrapper of its own, so that the same function may subscribe twice.
      const each = (value: Value) => listener(value)
      listeners.add(each)
      return () => void listeners.delete(each)
    },
  }
}
