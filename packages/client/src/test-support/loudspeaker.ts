import type { Speaker } from '../contract.js'
import { Player } from '../playback/player.js'
import { PlaybackRing } from '../playback/ring.js'
import type { ManualClock } from './manual-clock.js'

const frames = 128

/** A player and a ring at a loudspeaker that runs on a clock set by hand: what it sounds is kept. */
export class Loudspeaker {
  readonly player: Player
  readonly sounded: number[] = []
  onSound: Speaker['onSound'] = null
  readonly events: Parameters<NonNullable<Speaker['onSound']>>[0][] = []
  readonly #ring: PlaybackRing
  readonly #rateHz: number
  readonly #clock: ManualClock

  constructor(clock: ManualClock, rateHz = 48_000, latencyMs = 0) {
    this.#clock = clock
    this.#rateHz = rateHz
    this.#ring = new PlaybackRing(rateHz, (news) => this.player.take(news))
    this.player = new Player({
      sampleRateHz: rateHz,
      nowMs: () => clock.nowMs(),
      frame: () => this.sounded.length,
      atMs: (frame) => (frame / rateHz) * 1_000,
      latencyMs: () => latencyMs,
      order: (order) => this.#ring.take(order),
      onSound: (event) => {
        this.events.push(event)
        this.onSound?.(event)
      },
    })
  }

  /** Sounds until the clock has gone on by so much. */
  async run(ms: number): Promise<void> {
    const untilMs = this.#clock.nowMs() + ms
    while ((this.sounded.length / this.#rateHz) * 1_000 < untilMs) {
      const output = new Float32Array(frames)
      this.#ring.render(output, this.sounded.length)
      this.sounded.push(...output)
      const nextMs = Math.min(untilMs, (this.sounded.length / this.#rateHz) * 1_000)
      if (nextMs > this.#clock.nowMs()) await this.#clock.advance(nextMs - this.#clock.nowMs())
    }
  }
}

/** Places where the sound jumps by more than the signal itself can: a click is heard there. */
export function clicksOf(samples: readonly number[], largestStep: number): number {
  return samples.filter((sample, at) => at > 0 && Math.abs(sample - (samples[at - 1] as number)) > largestStep).length
}

/** PCM16 of a tone, going on from `start` samples. */
export function tone(hertz: number, samples: number, rateHz: number, start = 0): Int16Array {
  return Int16Array.from({ length: samples }, (_, at) => Math.round(16_000 * Math.sin((2 * Math.PI * hertz * (start + at)) / rateHz)))
}
