import type { Clock } from './clock.js'

/** `done` when the work is, `late` when it is not within the time; it then goes on, and nobody waits for it. Rejects as the work does. */
export function within(work: Promise<unknown>, limitMs: number, clock: Clock): Promise<'done' | 'late'> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(limitMs, () => resolve('late'))
    work.then(() => resolve('done'), reject).finally(() => timer.cancel())
  })
}
