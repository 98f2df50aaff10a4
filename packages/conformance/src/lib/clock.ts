/** Milliseconds on a clock that only goes forward. */
export const nowMs = (): number => performance.now()

export const wallTime = (): Date => new Date()

/** Resolves after that time, at once when the signal is aborted. */
export function pause(forMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(handle)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const handle = setTimeout(end, forMs)
    signal.addEventListener('abort', end)
  })
}
