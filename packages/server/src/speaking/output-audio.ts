import { bytesFromInt16, createResampler, encodeAlaw, encodeMulaw, floatFromInt16, int16FromFloat, type Resampler } from '@sidetone/audio'
import type { AudioFormat } from '@sidetone/protocol'

/** Encoded audio and where it ends, in ms from the start of the reply's audio. */
export interface AudioChunk {
  readonly audio: Uint8Array
  readonly durationMs: number
  readonly endMs: number
}

/** The first chunk is small, so that it leaves early; later ones are larger, since each costs a message. The last length is for all that follow. */
const chunkMs = [60, 100, 200] as const
/** Input is worked off in blocks of this length, so that a chunk can leave before the rest of its clause is resampled. */
const blockMs = 20

/** The audio of one reply: samples of any rate in, chunks in the output format out, through one resampler, so that clauses join without a click. */
export class OutputAudio {
  readonly #format: AudioFormat
  readonly #longestMs: number
  readonly #filling: Int16Array
  #filled = 0
  #chunks = 0
  #sentSamples = 0
  #writtenMs = 0
  #resampler: Resampler | null = null

  constructor(format: AudioFormat, longestMs: number) {
    this.#format = format
    this.#longestMs = longestMs
    this.#filling = new Int16Array((Math.max(...chunkMs) / 1000) * format.sampleRateHz)
  }

  /** How much audio has been put in, in ms. */
  get writtenMs(): number {
    return this.#writtenMs
  }

  /** Puts samples in; gives each chunk as soon as something comes after it, so that an end always has a chunk to go with. */
  *write(samples: Int16Array, sampleRateHz: number): Generator<AudioChunk> {
    if (this.#resampler && this.#resampler.fromHz !== sampleRateHz) yield* this.#append(this.#resampler.flush())
    if (this.#resampler?.fromHz !== sampleRateHz) this.#resampler = createResampler(sampleRateHz, this.#format.sampleRateHz)
    const block = Math.round((blockMs / 1000) * sampleRateHz)
    for (let start = 0; start < samples.length; start += block) {
      const part = samples.subarray(start, start + block)
      this.#writtenMs += (part.length / sampleRateHz) * 1000
      yield* this.#append(this.#resampler.process(floatFromInt16(part)))
    }
  }

  *writeSilence(lengthMs: number, sampleRateHz: number): Generator<AudioChunk> {
    yield* this.write(new Int16Array(Math.round((lengthMs / 1000) * sampleRateHz)), sampleRateHz)
  }

  /** Everything that was put in, however short the last chunk is. A few samples of silence push it through the resampler, which goes on without a break. */
  *cut(): Generator<AudioChunk> {
    if (this.#resampler) yield* this.write(new Int16Array(this.#resampler.latencySamples), this.#resampler.fromHz)
    if (this.#filled > 0) yield this.#chunk()
  }

  *#append(borrowed: Float32Array): Generator<AudioChunk> {
    const samples = int16FromFloat(borrowed)
    for (let taken = 0; taken < samples.length; ) {
      const size = this.#chunkSamples
      if (this.#filled === size) yield this.#chunk()
      const count = Math.min(samples.length - taken, this.#chunkSamples - this.#filled)
      this.#filling.set(samples.subarray(taken, taken + count), this.#filled)
      this.#filled += count
      taken += count
    }
  }

  get #chunkSamples(): number {
    const lengthMs = Math.min(this.#longestMs, chunkMs[Math.min(this.#chunks, chunkMs.length - 1)] as number)
    return Math.round((lengthMs / 1000) * this.#format.sampleRateHz)
  }

  #chunk(): AudioChunk {
    const samples = this.#filling.subarray(0, this.#filled)
    const ms = 1000 / this.#format.sampleRateHz
    this.#sentSamples += samples.length
    this.#chunks++
    this.#filled = 0
    return { audio: encode(samples, this.#format), durationMs: samples.length * ms, endMs: this.#sentSamples * ms }
  }
}

function encode(samples: Int16Array, format: AudioFormat): Uint8Array {
  switch (format.encoding) {
    case 'pcm16':
      return bytesFromInt16(samples)
    case 'mulaw':
      return encodeMulaw(samples)
    case 'alaw':
      return encodeAlaw(samples)
  }
}
