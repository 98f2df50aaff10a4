import { sleep } from '../../lib/abort.js'
import type { Clock } from '../../lib/clock.js'

export const packetMs = 20

/** The `index`-th packet of a recording, filled up with silence; silence behind its end. */
export function packetAt(samples: Int16Array, sampleRateHz: number, index: number): Int16Array {
  const length = (sampleRateHz * packetMs) / 1000
  const packet = new Int16Array(length)
  packet.set(samples.subarray(index * length, (index + 1) * length))
  return packet
}

export function joinPackets(packets: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(packets.reduce((length, packet) => length + packet.length, 0))
  let at = 0
  for (const packet of packets) {
    whole.set(packet, at)
    at += packet.length
  }
  return whole
}

/**
 * Calls `send` for packet 0, 1, 2, … as a microphone would deliver them: each when its last sample has been heard. The schedule counts from the start, so
 * late wake-ups do not add up. Ends when the signal aborts.
 */
export async function sendAtPace(clock: Clock, startedAtMs: number, send: (index: number) => void, signal: AbortSignal): Promise<void> {
  for (let index = 0; !signal.aborted; index++) {
    const dueMs = startedAtMs + (index + 1) * packetMs
    const waitMs = dueMs - clock.nowMs()
    if (waitMs > 0) await sleep(clock, waitMs, signal).catch(() => {})
    if (!signal.aborted) send(index)
  }
}
