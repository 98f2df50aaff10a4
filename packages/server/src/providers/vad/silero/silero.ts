import { access } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { SidetoneError } from '@sidetone/protocol'
import type { Vad } from 'sherpa-onnx-node'
import { type Clock, systemClock, type Timer } from '../../../lib/clock.js'
import type { VoiceActivityDetector, VoiceActivityStream } from '../contract.js'
import { createSherpaVad } from './sherpa-vad.js'
import { SileroStream } from './silero-stream.js'

export interface SileroSettings {
  readonly modelFile: string
  /** Instances made at start. One more than these can be opened at once, but then opening blocks for 60 to 180 ms. */
  readonly preload?: number
  readonly clock?: Clock
}

/** The threshold that spare instances are made with: what clients ask for when they ask for nothing. */
const usualThreshold = 0.5
/** A spare is made when nothing has been opened for this long, and one at a time: making it blocks. */
const idleMs = 1000

/** Silero VAD version 6 through sherpa-onnx. Throws `SidetoneError('internal')` when the model file cannot be read. */
export async function createSileroDetector({ modelFile, preload = 4, clock = systemClock }: SileroSettings): Promise<VoiceActivityDetector> {
  await access(modelFile).catch((cause: unknown) => {
    throw new SidetoneError('internal', 'The voice activity model cannot be read.', { cause })
  })
  const detector = new SileroDetector(modelFile, Math.max(1, preload), clock)
  for (let made = 0; made < preload; made++) {
    detector.addSpare()
    await setImmediate()
  }
  return detector
}

class SileroDetector implements VoiceActivityDetector {
  readonly name = 'silero'
  readonly #modelFile: string
  readonly #mostSpares: number
  readonly #clock: Clock
  #spares: { threshold: number; vad: Vad }[] = []
  #refill: Timer | null = null
  #closed = false

  constructor(modelFile: string, preload: number, clock: Clock) {
    this.#modelFile = modelFile
    this.#mostSpares = 2 * preload
    this.#clock = clock
  }

  /** Blocks. */
  addSpare(): void {
    this.#spares.push({ threshold: usualThreshold, vad: createSherpaVad(this.#modelFile, usualThreshold) })
  }

  open(settings: { threshold: number }): VoiceActivityStream {
    if (this.#closed) throw new SidetoneError('internal', 'The voice activity detector is closed.')
    const threshold = rounded(settings.threshold)
    const vad = this.#takeSpare(threshold) ?? createSherpaVad(this.#modelFile, threshold)
    this.#refillWhenIdle()
    return new SileroStream(vad, (returned) => this.#keep(threshold, returned))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#refill?.cancel()
    this.#spares = []
  }

  #takeSpare(threshold: number): Vad | null {
    const index = this.#spares.findIndex((spare) => spare.threshold === threshold)
    return index < 0 ? null : this.#spares.splice(index, 1)[0]!.vad
  }

  /** The oldest go first when there are too many; the garbage collector frees them. */
  #keep(threshold: number, vad: Vad): void {
    if (this.#closed) return
    vad.reset()
    this.#spares.push({ threshold, vad })
    if (this.#spares.length > this.#mostSpares) this.#spares.shift()
  }

  #refillWhenIdle(): void {
    this.#refill?.cancel()
    this.#refill = this.#clock.after(idleMs, () => {
      this.#refill = null
      if (!this.#spares.some((spare) => spare.threshold === usualThreshold)) this.addSpare()
    })
  }
}

/** A threshold is fixed when an instance is made: steps of 0.05 let more streams share spares, and change what is heard by less than the model's own error. */
function rounded(threshold: number): number {
  return Math.min(19, Math.max(1, Math.round(threshold * 20))) / 20
}
