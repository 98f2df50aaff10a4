import type { Clock, Timer } from '../../lib/clock.js'
import { packetMs } from './packets.js'

/** What a listener had heard of a reply when it was cut off. */
export interface CutOff {
  readonly itemId: string
  readonly contentIndex: number
  readonly playedMs: number
}

interface Piece {
  readonly itemId: string
  readonly contentIndex: number
  samples: Int16Array
}

/**
 * Plays replies at their natural pace, in packets of 20 ms: `play` gets sound, or null for a packet of silence. What is queued can be dropped at any moment,
 * and it is known what was heard by then.
 */
export class Playback {
  readonly #clock: Clock
  readonly #packetSamples: number
  readonly #sampleRateHz: number
  readonly #play: (packet: Int16Array | null) => void
  readonly #startedAtMs: number
  #packets = 0
  #timer: Timer | null = null
  #queue: Piece[] = []
  #playing: { itemId: string; contentIndex: number; samples: number } | null = null

  constructor(clock: Clock, sampleRateHz: number, play: (packet: Int16Array | null) => void) {
    this.#clock = clock
    this.#sampleRateHz = sampleRateHz
    this.#packetSamples = (sampleRateHz * packetMs) / 1000
    this.#play = play
    this.#startedAtMs = clock.nowMs()
    this.#arm()
  }

  push(itemId: string, contentIndex: number, samples: Int16Array): void {
    this.#queue.push({ itemId, contentIndex, samples })
  }

  get idle(): boolean {
    return this.#queue.length === 0
  }

  /** Drops what is queued; null when nothing was. */
  cut(): CutOff | null {
    const next = this.#queue[0]
    this.#queue = []
    if (!next) return null
    const heard = this.#playing?.itemId === next.itemId && this.#playing.contentIndex === next.contentIndex ? this.#playing.samples : 0
    return { itemId: next.itemId, contentIndex: next.contentIndex, playedMs: Math.floor((heard / this.#sampleRateHz) * 1000) }
  }

  /** Plays the rest at once and stops. */
  drain(): void {
    while (!this.idle) this.#play(this.#take())
    this.close()
  }

  close(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #arm(): void {
    const dueMs = this.#startedAtMs + (this.#packets + 1) * packetMs
    this.#timer = this.#clock.after(dueMs - this.#clock.nowMs(), () => {
      this.#packets++
      this.#play(this.idle ? null : this.#take())
      this.#arm()
    })
  }

  /** The next packet, out of as many pieces as it takes; the last one of a reply is filled up with silence. */
  #take(): Int16Array {
    const packet = new Int16Array(this.#packetSamples)
    for (let filled = 0; filled < packet.length; ) {
      const piece = this.#queue[0]
      if (!piece) break
      const part = piece.samples.subarray(0, packet.length - filled)
      packet.set(part, filled)
      filled += part.length
      this.#count(piece, part.length)
      piece.samples = piece.samples.subarray(part.length)
      if (piece.samples.length === 0) this.#queue.shift()
    }
    return packet
  }

  #count({ itemId, contentIndex }: Piece, samples: number): void {
    if (this.#playing?.itemId === itemId && this.#playing.contentIndex === contentIndex) this.#playing.samples += samples
    else this.#playing = { itemId, contentIndex, samples }
  }
}
