import { decodeAlaw, decodeMulaw } from '@sidetone/audio'
import { AudioFileError, type AudioPiece } from './contract.js'

/** Codes of the WAVE format (Microsoft's mmreg.h). */
const pcm = 1
const float = 3
const alaw = 6
const mulaw = 7
/** The true format stands at the start of the sub-format's GUID, 24 bytes into the chunk. */
const extensible = 0xfffe

const mostChannels = 8
const leastRateHz = 4_000
const mostRateHz = 192_000
const usualRatesHz: readonly number[] = [11_025, 22_050, 44_100, 88_200, 176_400]

/** Each pair of rates has a filter of its own, so odd rates are taken for the next of these steps: at most 1.6 % too fast or slow, which no word is lost by. */
const rateStepHz = 250

interface Format {
  readonly encoding: number
  readonly channels: number
  readonly sampleRateHz: number
  readonly bytes: number
}

/** WAV of any rate: PCM of 8 to 32 bits, floating point, and both laws of G.711, in up to eight channels, mixed to one. Throws `AudioFileError`. */
export function* decodeWav(file: Uint8Array): Generator<AudioPiece> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let format: Format | null = null
  for (let at = 12; at + 8 <= file.length; ) {
    const name = String.fromCharCode(...file.subarray(at, at + 4))
    const start = at + 8
    // A data chunk longer than the file, as streams write it, ends with the file.
    const end = Math.min(file.length, start + view.getUint32(at + 4, true))
    if (name === 'fmt ') format = readFormat(view, start, end)
    if (name === 'data') {
      if (!format) break
      return yield* pieces(file.subarray(start, end), format)
    }
    // Chunks begin at even places.
    at = end + ((end - start) % 2)
  }
  throw new AudioFileError('not-audio', 'The WAV file has no audio in it.')
}

/** PCM16, little-endian, without a header. */
export function decodePcm16(bytes: Uint8Array, sampleRateHz: number): Generator<AudioPiece> {
  return pieces(bytes, { encoding: pcm, channels: 1, sampleRateHz, bytes: 2 })
}

function readFormat(view: DataView, start: number, end: number): Format {
  if (end - start < 16) throw new AudioFileError('not-audio', 'The WAV file says nothing about its format.')
  const tagged = view.getUint16(start, true)
  const encoding = tagged === extensible && end - start >= 26 ? view.getUint16(start + 24, true) : tagged
  const channels = view.getUint16(start + 2, true)
  const sampleRateHz = view.getUint32(start + 4, true)
  const bits = view.getUint16(start + 14, true)
  const known =
    (encoding === pcm && [8, 16, 24, 32].includes(bits)) || (encoding === float && [32, 64].includes(bits)) || ([alaw, mulaw].includes(encoding) && bits === 8)
  if (!known || channels < 1 || channels > mostChannels || sampleRateHz < leastRateHz || sampleRateHz > mostRateHz) {
    throw new AudioFileError('not-audio', `A WAV file of format ${encoding}, ${bits} bits, ${channels} channels and ${sampleRateHz} Hz cannot be read.`)
  }
  return { encoding, channels, sampleRateHz, bytes: bits / 8 }
}

function* pieces(data: Uint8Array, format: Format): Generator<AudioPiece> {
  const { channels, bytes } = format
  const sampleRateHz = usualRatesHz.includes(format.sampleRateHz) ? format.sampleRateHz : Math.round(format.sampleRateHz / rateStepHz) * rateStepHz
  const frameBytes = channels * bytes
  const pieceBytes = Math.ceil(sampleRateHz / 4) * frameBytes
  for (let at = 0; at + frameBytes <= data.length; at += pieceBytes) {
    const all = read(data.subarray(at, Math.min(at + pieceBytes, data.length - ((data.length - at) % frameBytes))), format)
    yield { samples: channels === 1 ? all : mixed(all, channels), sampleRateHz }
  }
}

function read(data: Uint8Array, { encoding, bytes }: Format): Float32Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const each = (value: (at: number) => number) => Float32Array.from({ length: data.length / bytes }, (_, index) => value(index * bytes))
  if (encoding === alaw) return Float32Array.from(decodeAlaw(data), (value) => value / 32_768)
  if (encoding === mulaw) return Float32Array.from(decodeMulaw(data), (value) => value / 32_768)
  if (encoding === float) return bytes === 4 ? each((at) => view.getFloat32(at, true)) : each((at) => view.getFloat64(at, true))
  if (bytes === 1) return each((at) => (view.getUint8(at) - 128) / 128)
  if (bytes === 2) return each((at) => view.getInt16(at, true) / 32_768)
  if (bytes === 3) return each((at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608)
  return each((at) => view.getInt32(at, true) / 2_147_483_648)
}

function mixed(all: Float32Array, channels: number): Float32Array {
  const mono = new Float32Array(all.length / channels)
  for (let frame = 0; frame < mono.length; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += all[frame * channels + channel] as number
    mono[frame] = sum / channels
  }
  return mono
}
