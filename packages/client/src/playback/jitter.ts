/** How unevenly packets arrive. */
export interface JitterEstimate {
  /** A packet of so much audio arrived now. */
  arrive(nowMs: number, durationMs: number): void
  /** Another stream of audio begins: its first packet is on time. */
  begin(): void
  /** 95 of 100 of the latest packets were no later than this against the quickest of them, in ms. */
  readonly jitterMs: number
}

const keptPackets = 64
const quantile = 0.95

/**
 * Lateness against the quickest of the latest packets, as WebRTC's NetEq measures relative delay: a packet's transit is its arrival less the audio before it.
 * A server that sends ahead of real time makes transits fall, which is no lateness.
 */
export function createJitterEstimate(): JitterEstimate {
  let audioMs = 0
  let transits: number[] = []
  let lateness: number[] = []
  return {
    arrive(nowMs, durationMs) {
      const transit = nowMs - audioMs
      audioMs += durationMs
      transits = [...transits.slice(1 - keptPackets), transit]
      lateness = [...lateness.slice(1 - keptPackets), transit - Math.min(...transits)]
    },
    begin() {
      audioMs = 0
      transits = []
    },
    get jitterMs() {
      const sorted = lateness.toSorted((a, b) => a - b)
      return sorted[Math.ceil(sorted.length * quantile) - 1] ?? 0
    },
  }
}
