import { bytesFromInt16, decodeAlaw, decodeMulaw } from '@sidetone/audio'
import type { AudioFormat } from '@sidetone/protocol'
import type { TimelineLine } from './format.js'
import { tenths } from './record-providers.js'
import type { WavTrack } from './wav-track.js'

interface Run {
  readonly startMs: number
  readonly packetBytes: number
  readonly packetsAtMs: number[]
}

/** The most packets in one line: a second of the usual ones. */
const mostPackets = 50

/** What the user's microphone brought: decoded into a WAV file, with a line of the timeline for each run of packets of the same size. */
export class ClientAudioLog {
  readonly #openTrack: (sampleRateHz: number) => WavTrack
  readonly #write: (line: TimelineLine) => void
  #format: AudioFormat = { encoding: 'pcm16', sampleRateHz: 24_000 }
  #track: WavTrack | null = null
  /** Half a sample that waits for its other byte. */
  #oddByte = new Uint8Array(0)
  #run: Run | null = null

  constructor(openTrack: (sampleRateHz: number) => WavTrack, write: (line: TimelineLine) => void) {
    this.#openTrack = openTrack
    this.#write = write
  }

  configure(format: AudioFormat): void {
    if (format.encoding === this.#format.encoding && format.sampleRateHz === this.#format.sampleRateHz) return
    this.flush()
    this.#format = format
    this.#oddByte = new Uint8Array(0)
    // A WAV file has one rate.
    if (format.sampleRateHz !== this.#track?.sampleRateHz) this.#track = null
  }

  append(borrowed: Uint8Array, atMs: number): void {
    const bytes = this.#decode(borrowed)
    if (bytes.length === 0) return
    this.#track ??= this.#openTrack(this.#format.sampleRateHz)
    if (this.#run && (this.#run.packetBytes !== bytes.length || this.#run.packetsAtMs.length === mostPackets)) this.flush()
    this.#run ??= { startMs: this.#track.lengthMs, packetBytes: bytes.length, packetsAtMs: [] }
    this.#run.packetsAtMs.push(tenths(atMs))
    this.#track.append(bytes)
  }

  /** Writes the line of the run: something else comes behind it. */
  flush(): void {
    const run = this.#run
    if (!run || !this.#track) return
    this.#run = null
    const { startMs, packetsAtMs } = run
    this.#write({ atMs: packetsAtMs[0] ?? 0, from: 'client', audio: { file: this.#track.name, startMs, endMs: this.#track.lengthMs }, packetsAtMs })
  }

  /** The result is nobody else's. */
  #decode(borrowed: Uint8Array): Uint8Array {
    if (this.#format.encoding === 'mulaw') return bytesFromInt16(decodeMulaw(borrowed))
    if (this.#format.encoding === 'alaw') return bytesFromInt16(decodeAlaw(borrowed))
    const bytes = Buffer.concat([this.#oddByte, borrowed])
    const whole = bytes.length - (bytes.length % 2)
    this.#oddByte = bytes.subarray(whole)
    return bytes.subarray(0, whole)
  }
}
