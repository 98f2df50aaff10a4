import type { Observable, TranscriptLine } from '@sidetone/client'

/** Resolves when the value is as wanted. The test's own limit bounds the wait. */
export function until<Value>(watched: Observable<Value>, wanted: (value: Value) => boolean): Promise<Value> {
  return new Promise((resolve) => {
    if (wanted(watched.value)) return resolve(watched.value)
    const stop = watched.subscribe((value) => {
      if (!wanted(value)) return
      stop()
      resolve(value)
    })
  })
}

export const says = (text: string) => (lines: readonly TranscriptLine[]) => lines.some((line) => line.text === text && line.status === 'final')
