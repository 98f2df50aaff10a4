import type { RingNews, RingOrder } from './ring-messages.js'

interface Part {
  readonly part: number
  readonly pieces: Float32Array[]
  /** Samples of the first piece that were rendered. */
  offset: number
  played: number
  started: boolean
  ended: boolean
  /** It ran dry before its end. */
  dry: boolean
}

/** Silence before sound and behind it is reached over this long: short enough not to be heard as a fade, long enough not to click. */
const fadeSeconds = 0.005
const flushFadeSeconds = 0.01
/** What has come sounds after this wait, whatever the target: its sender may have nothing more for a while. */
const longestFillSeconds = 0.1
const newsEverySeconds = 0.02
/** Audio that may wait. Servers send replies faster than they are spoken; none is longer than this. */
const mostSeconds = 300

/**
 * Reply audio between its arrival and the loudspeaker, part after part without a seam. It begins to sound when the target depth is there, fades out when it runs
 * dry and in when it goes on, and falls silent within 10 ms. Runs where the samples are needed, so it must never wait.
 */
export class PlaybackRing {
  readonly #tell: (news: RingNews) => void
  readonly #fadeSamples: number
  readonly #flushFadeSamples: number
  readonly #longestFill: number
  readonly #newsEvery: number
  readonly #mostSamples: number
  #parts: Part[] = []
  #depth = 0
  #target: number
  #filling = true
  #filledFor = 0
  #gain = 0
  #gaps = 0
  #sinceNews = 0
  /** What still sounds of audio that was flushed. */
  #tail = new Float32Array(0)

  constructor(sampleRateHz: number, tell: (news: RingNews) => void) {
    this.#tell = tell
    this.#fadeSamples = Math.round(sampleRateHz * fadeSeconds)
    this.#flushFadeSamples = Math.round(sampleRateHz * flushFadeSeconds)
    this.#longestFill = sampleRateHz * longestFillSeconds
    this.#newsEvery = sampleRateHz * newsEverySeconds
    this.#mostSamples = sampleRateHz * mostSeconds
    this.#target = this.#flushFadeSamples
  }

  /** Samples that wait. */
  get depth(): number {
    return this.#depth
  }

  take(order: RingOrder): void {
    switch (order.type) {
      case 'push':
        this.#push(order.part, order.samples)
        break
      case 'end':
        for (const part of this.#parts) if (part.part === order.part) part.ended = true
        break
      case 'flush':
        this.#flush()
        break
      case 'target':
        this.#target = order.samples
        break
    }
  }

  /** Writes the next samples; `frame` is the number of the first. */
  render(output: Float32Array, frame: number): void {
    output.fill(0)
    this.#renderTail(output)
    for (let at = 0; at < output.length; ) at = this.#renderPart(output, at, frame)
    this.#report(output.length, frame + output.length)
  }

  #push(number: number, samples: Float32Array): void {
    if (samples.length === 0) return
    if (this.#depth + samples.length > this.#mostSamples) {
      this.#gaps++
      return
    }
    let part = this.#parts.find((each) => each.part === number)
    if (!part) {
      part = { part: number, pieces: [], offset: 0, played: 0, started: false, ended: false, dry: false }
      this.#parts.push(part)
    }
    if (part.dry) {
      part.dry = false
      this.#gaps++
    }
    part.pieces.push(samples)
    this.#depth += samples.length
  }

  #renderTail(output: Float32Array): void {
    if (this.#tail.length === 0) return
    output.set(this.#tail.subarray(0, output.length))
    this.#tail = this.#tail.subarray(Math.min(output.length, this.#tail.length))
  }

  /** Renders until the output is full or the part changes; returns where it stopped. */
  #renderPart(output: Float32Array, start: number, frame: number): number {
    this.#dropDrained(frame + start)
    const part = this.#parts[0]
    if (!part || this.#mustFill(output.length - start)) return output.length
    const piece = part.pieces[0]
    if (!piece) {
      this.#runDry(part)
      return output.length
    }
    if (!part.started) {
      part.started = true
      this.#tell({ type: 'started', part: part.part, frame: frame + start })
    }
    const count = Math.min(output.length - start, piece.length - part.offset)
    const step = 1 / this.#fadeSamples
    for (let index = 0; index < count; index++) {
      const rising = this.#depth - index > this.#fadeSamples
      this.#gain = rising ? Math.min(1, this.#gain + step) : Math.max(0, Math.min(this.#gain, (this.#depth - index - 1) * step))
      output[start + index] = (output[start + index] as number) + this.#gain * (piece[part.offset + index] as number)
    }
    part.offset += count
    part.played += count
    this.#depth -= count
    if (part.offset === piece.length) {
      part.pieces.shift()
      part.offset = 0
    }
    return start + count
  }

  #dropDrained(frame: number): void {
    for (let part = this.#parts[0]; part?.ended && part.pieces.length === 0; part = this.#parts[0]) {
      this.#parts.shift()
      this.#tell({ type: 'drained', part: part.part, played: part.played, frame })
      if (this.#parts.length === 0) this.#stop()
    }
  }

  /** A later part that is there already waits for an earlier one that has not ended: order is the sender's. */
  #runDry(part: Part): void {
    part.dry = part.played > 0
    this.#stop()
  }

  #stop(): void {
    this.#filling = true
    this.#filledFor = 0
    this.#gain = 0
  }

  #mustFill(samples: number): boolean {
    if (!this.#filling) return false
    if (this.#parts[0]?.pieces.length === 0) return true
    this.#filledFor += samples
    this.#filling = this.#depth < this.#target && this.#filledFor < this.#longestFill && this.#parts[0]?.ended !== true
    return this.#filling
  }

  #flush(): void {
    const tail = new Float32Array(this.#flushFadeSamples)
    const part = this.#parts[0]
    if (part?.started && !this.#filling) {
      const length = Math.min(tail.length, this.#depth)
      let offset = part.offset
      let at = 0
      for (const piece of part.pieces) {
        for (; offset < piece.length && at < length; offset++, at++) tail[at] = (piece[offset] as number) * this.#gain * (1 - (at + 1) / length)
        offset = 0
      }
    }
    // An earlier flush may still be fading.
    for (let at = 0; at < Math.min(this.#tail.length, tail.length); at++) tail[at] = (tail[at] as number) + (this.#tail[at] as number)
    this.#tail = tail
    this.#parts = []
    this.#depth = 0
    this.#stop()
  }

  #report(samples: number, frame: number): void {
    this.#sinceNews += samples
    const part = this.#parts[0]
    if (!part || this.#sinceNews < this.#newsEvery) return
    this.#sinceNews = 0
    this.#tell({ type: 'position', part: part.part, played: part.played, frame, depth: this.#depth, gaps: this.#gaps })
  }
}
