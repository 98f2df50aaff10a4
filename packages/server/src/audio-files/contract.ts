/** Mono audio in [-1, 1], a short stretch of a file. */
export interface AudioPiece {
  readonly samples: Float32Array
  readonly sampleRateHz: number
}

/** A decoder gives a file's audio piece by piece (a quarter of a second or so), so that others have their turn in between. */
export type AudioPieces = Iterable<AudioPiece> | AsyncIterable<AudioPiece>

/**
 * `not-audio`: nothing here can be heard in it. `no-decoder`: of a kind that this machine cannot read; the message says what to do.
 * `too-long`: more than may be taken at once.
 */
export class AudioFileError extends Error {
  readonly code: 'not-audio' | 'no-decoder' | 'too-long'
  constructor(code: AudioFileError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AudioFileError'
    this.code = code
  }
}

/** Makes a file of audio while the audio is being made. Input: PCM16, mono, at `encoderRateHz`. */
export interface AudioEncoder {
  readonly contentType: string
  /** The bytes that this audio completes, the file's header before the first. `borrowed` is not kept. */
  push(borrowed: Int16Array): Uint8Array
  /** What was still open. */
  end(): Uint8Array
}

/** The rate of the wire, and of every file that is made. */
export const encoderRateHz = 24_000
