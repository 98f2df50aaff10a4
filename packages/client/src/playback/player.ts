import { createResampler, floatFromInt16, type Resampler } from '@sidetone/audio'
import type { PlayedPosition, Speaker } from '../contract.js'
import { createJitterEstimate } from './jitter.js'
import type { RingNews, RingOrder } from './ring-messages.js'
import { leastDepthMs, nextTargetMs } from './target-depth.js'

export interface PlayerOptions {
  /** Of the ring. */
  readonly sampleRateHz: number
  readonly nowMs: () => number
  /** Number of the sample that the ring renders now. */
  readonly frame: () => number
  /** When a sample is rendered, on the client's clock. */
  readonly atMs: (frame: number) => number
  /** From the ring to the ear. */
  readonly latencyMs: () => number
  /** The samples are the ring's from then on. */
  readonly order: (order: RingOrder) => void
  readonly onSound: NonNullable<Speaker['onSound']>
}

interface Part {
  readonly number: number
  readonly itemId: string
  readonly contentIndex: number
  resampler: Resampler | null
  /** Samples that were given to the ring. */
  given: number
  /** The ring's last word. */
  played: { readonly samples: number; readonly frame: number } | null
}

/** The page's side of a ring: parts with names and rates of their own, positions in ms, and how deep the ring has to be. */
export class Player {
  readonly #options: PlayerOptions
  readonly #jitter = createJitterEstimate()
  #parts: Part[] = []
  #numbers = 0
  #targetMs = leastDepthMs
  #depth = 0
  #gaps = 0
  #knownGaps = 0

  constructor(options: PlayerOptions) {
    this.#options = options
  }

  /** Something is to be heard. */
  get isSounding(): boolean {
    return this.#parts.length > 0
  }

  play(itemId: string, contentIndex: number, samples: Int16Array, sampleRateHz: number): void {
    if (samples.length === 0) return
    const part = this.#partOf(itemId, contentIndex)
    this.#measure((samples.length / sampleRateHz) * 1_000)
    if (part.resampler && part.resampler.fromHz !== sampleRateHz) this.#drain(part)
    part.resampler ??= createResampler(sampleRateHz, this.#options.sampleRateHz)
    this.#push(part, part.resampler.process(floatFromInt16(samples)))
  }

  end(itemId: string, contentIndex: number): void {
    const part = this.#parts.find((each) => each.itemId === itemId && each.contentIndex === contentIndex)
    if (!part) return
    this.#drain(part)
    this.#options.order({ type: 'end', part: part.number })
  }

  /** Drops what waits. null: there was nothing. */
  flush(): PlayedPosition | null {
    const position = this.position()
    this.#parts = []
    this.#depth = 0
    this.#options.order({ type: 'flush' })
    if (position) this.#options.onSound({ type: 'flushed', position, atMs: this.#options.nowMs() })
    return position
  }

  position(): PlayedPosition | null {
    const part = this.#parts[0]
    if (!part) return null
    const { sampleRateHz, frame, latencyMs } = this.#options
    const rendered = part.played ? Math.min(part.given, part.played.samples + Math.max(0, frame() - part.played.frame)) : 0
    return positionOf(part, Math.max(0, (rendered / sampleRateHz) * 1_000 - latencyMs()))
  }

  buffer(): ReturnType<Speaker['buffer']> {
    return { depthMs: (this.#depth / this.#options.sampleRateHz) * 1_000, targetMs: this.#targetMs, jitterMs: this.#jitter.jitterMs, clicks: this.#gaps }
  }

  /** News of parts that were flushed say nothing any more. */
  take(news: RingNews): void {
    const part = this.#parts.find(({ number }) => number === news.part)
    if (!part) return
    const { atMs, latencyMs, onSound, sampleRateHz } = this.#options
    const heardAtMs = atMs(news.frame) + latencyMs()
    switch (news.type) {
      case 'started':
        part.played = { samples: 0, frame: news.frame }
        onSound({ type: 'started', position: positionOf(part, 0), atMs: heardAtMs })
        break
      case 'drained':
        this.#parts = this.#parts.filter((each) => each !== part)
        this.#depth = 0
        onSound({ type: 'drained', position: positionOf(part, (news.played / sampleRateHz) * 1_000), atMs: heardAtMs })
        break
      case 'position':
        part.played = { samples: news.played, frame: news.frame }
        this.#depth = news.depth
        this.#gaps = news.gaps
        break
    }
  }

  #measure(audioMs: number): void {
    this.#jitter.arrive(this.#options.nowMs(), audioMs)
    const gaps = this.#gaps - this.#knownGaps
    this.#knownGaps = this.#gaps
    const targetMs = nextTargetMs(this.#targetMs, { jitterMs: this.#jitter.jitterMs, gaps, audioMs })
    if (targetMs === this.#targetMs) return
    this.#targetMs = targetMs
    this.#options.order({ type: 'target', samples: Math.round((targetMs / 1_000) * this.#options.sampleRateHz) })
  }

  /** What the resampler still owes; it began with this part or with its rate. */
  #drain(part: Part): void {
    if (part.resampler) this.#push(part, part.resampler.flush())
    part.resampler = null
  }

  #push(part: Part, borrowed: Float32Array): void {
    if (borrowed.length === 0) return
    part.given += borrowed.length
    this.#options.order({ type: 'push', part: part.number, samples: borrowed.slice() })
  }

  #partOf(itemId: string, contentIndex: number): Part {
    const known = this.#parts.find((each) => each.itemId === itemId && each.contentIndex === contentIndex)
    if (known) return known
    if (this.#parts.length === 0) this.#jitter.begin()
    const part: Part = { number: ++this.#numbers, itemId, contentIndex, resampler: null, given: 0, played: null }
    this.#parts = [...this.#parts, part]
    return part
  }
}

function positionOf({ itemId, contentIndex }: Part, playedMs: number): PlayedPosition {
  return { itemId, contentIndex, playedMs }
}
