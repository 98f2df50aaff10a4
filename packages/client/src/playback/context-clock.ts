/** Translates the time of an audio device to the client's clock. */
export interface ContextClock {
  /** Both clocks, read together. */
  observe(contextSeconds: number, nowMs: number): void
  /** On the client's clock, in ms. */
  toMs(contextSeconds: number): number
}

const keptObservations = 128

/** What tells the time comes late by chance, never early: of the latest readings the quickest one is right. */
export function createContextClock(): ContextClock {
  let offsets: number[] = []
  return {
    observe(contextSeconds, nowMs) {
      offsets = [...offsets.slice(1 - keptObservations), nowMs - contextSeconds * 1_000]
    },
    toMs: (contextSeconds) => contextSeconds * 1_000 + (offsets.length === 0 ? 0 : Math.min(...offsets)),
  }
}
