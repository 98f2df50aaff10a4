import type { Call } from '../call/call.js'
import { nowMs, pause } from '../lib/clock.js'
import { rateHz } from './read-speech.js'

const packetMs = 100
const packetSamples = (rateHz * packetMs) / 1000

/** A microphone that is open until it is closed: it sends what is said, and silence between, ten packets a second in real time. */
export class Microphone {
  readonly #call: Call
  readonly #stop = new AbortController()
  #waiting: Int16Array[] = []

  constructor(call: Call, signal: AbortSignal) {
    this.#call = call
    signal.addEventListener('abort', () => this.close())
    void this.#run()
  }

  say(speech: Int16Array): void {
    for (let at = 0; at < speech.length; at += packetSamples) this.#waiting.push(speech.subarray(at, at + packetSamples))
  }

  close(): void {
    this.#stop.abort()
  }

  async #run(): Promise<void> {
    const startedMs = nowMs()
    for (let packet = 0; !this.#stop.signal.aborted; packet++) {
      this.#call.send({ type: 'input_audio_buffer.append', audio: base64Of(this.#waiting.shift() ?? new Int16Array(packetSamples)) })
      await pause(startedMs + (packet + 1) * packetMs - nowMs(), this.#stop.signal)
    }
  }
}

/** PCM16, little-endian. */
export function base64Of(samples: Int16Array): string {
  const bytes = Buffer.alloc(samples.length * 2)
  for (const [index, sample] of samples.entries()) bytes.writeInt16LE(sample, index * 2)
  return bytes.toString('base64')
}
