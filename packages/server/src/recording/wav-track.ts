import { writeWav } from '@sidetone/audio'

/** Where a track's bytes go. */
export interface TrackFile {
  append(bytes: Uint8Array): void
  overwrite(position: number, bytes: Uint8Array): void
}

const headerBytes = 44

/** A WAV file of mono PCM16 that grows. Until it has ended, its header says that it is empty. */
export class WavTrack {
  readonly name: string
  readonly sampleRateHz: number
  readonly #file: TrackFile
  #samples = 0

  constructor(name: string, sampleRateHz: number, file: TrackFile) {
    this.name = name
    this.sampleRateHz = sampleRateHz
    this.#file = file
    file.append(writeWav({ sampleRateHz, samples: new Int16Array(0) }))
  }

  get samples(): number {
    return this.#samples
  }

  get lengthMs(): number {
    return (this.#samples / this.sampleRateHz) * 1000
  }

  /** Whole samples as little-endian bytes; they are kept. */
  append(bytes: Uint8Array): void {
    this.#samples += bytes.length / 2
    this.#file.append(bytes)
  }

  end(): void {
    const header = writeWav({ sampleRateHz: this.sampleRateHz, samples: new Int16Array(0) })
    const view = new DataView(header.buffer)
    view.setUint32(4, headerBytes - 8 + this.#samples * 2, true)
    view.setUint32(40, this.#samples * 2, true)
    this.#file.overwrite(0, header)
  }
}
