import { abortable } from '../../lib/abort.js'
import type { Clock } from '../../lib/clock.js'

/** Runs until it ends, the caller's signal aborts, or the time is up: then it rejects with that sentence, and its own signal has aborted. */
export async function within<Value>(
  clock: Clock,
  limitMs: number,
  late: string,
  caller: AbortSignal,
  run: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  caller.throwIfAborted()
  const controller = new AbortController()
  const onAbort = () => controller.abort(caller.reason)
  caller.addEventListener('abort', onAbort, { once: true })
  const timer = clock.after(limitMs, () => controller.abort(new Error(late)))
  try {
    return await abortable(run(controller.signal), controller.signal)
  } finally {
    timer.cancel()
    caller.removeEventListener('abort', onAbort)
  }
}
