import { MPEGDecoder } from 'mpg123-decoder'
import { AudioFileError, type AudioPiece } from './contract.js'

/** A quarter of a second at 128 kbit/s: about two milliseconds of work. */
const bytesAtOnce = 4_096

/** MP3, mixed to one channel. Throws `AudioFileError` when nothing can be heard in it. */
export async function* decodeMp3(file: Uint8Array): AsyncGenerator<AudioPiece> {
  const decoder = new MPEGDecoder()
  await decoder.ready
  try {
    let heard = false
    for (let at = 0; at < file.length; at += bytesAtOnce) {
      const { channelData, samplesDecoded, sampleRate } = decoder.decode(file.subarray(at, at + bytesAtOnce))
      const [left, right] = channelData
      if (samplesDecoded === 0 || !left) continue
      heard = true
      yield { samples: right ? left.map((value, index) => (value + (right[index] ?? 0)) / 2) : left.slice(), sampleRateHz: sampleRate }
    }
    if (!heard) throw new AudioFileError('not-audio', 'There is no audio in the MP3 file.')
  } finally {
    decoder.free()
  }
}
