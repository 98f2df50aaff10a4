import { abortable } from '../lib/abort.js'

/** Iterates until the signal aborts: then it throws the reason at once, however slow the source is, and lets the source go. */
export async function* iterate<Value>(source: AsyncIterable<Value>, signal: AbortSignal): AsyncGenerator<Value, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  let done = false
  try {
    while (true) {
      signal.throwIfAborted()
      const step = await abortable(iterator.next(), signal)
      if (step.done) {
        done = true
        return
      }
      yield step.value
    }
  } finally {
    // Not awaited, since a source that hangs would hang us. What it says about being let go is of no use to anybody.
    if (!done) iterator.return?.().catch(() => {})
  }
}
