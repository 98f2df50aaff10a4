import { bytesFromInt16, int16FromBytes } from './pcm16.js'

/** Mono 16 bit audio. */
export interface Wav {
  readonly sampleRateHz: number
  readonly samples: Int16Array
}

/** `not-wav`: no RIFF WAVE file, or one without format or data. `unsupported-wav`: anything but 16 bit PCM in one or two channels. */
export class WavError extends Error {
  readonly code: 'not-wav' | 'unsupported-wav'
  constructor(code: 'not-wav' | 'unsupported-wav', message: string) {
    super(message)
    this.name = 'WavError'
    this.code = code
  }
}

const formatPcm = 1
/** WAVE_FORMAT_EXTENSIBLE: the true format stands at the start of the sub-format's GUID, 24 bytes into the chunk. */
const formatExtensible = 0xfffe

/** Reads 16 bit PCM, mono or stereo (mixed to mono). Unknown chunks are skipped; a data chunk longer than the file, as streams write it, ends with the file. */
export function readWav(bytes: Uint8Array): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || tag(bytes, 0) !== 'RIFF' || tag(bytes, 8) !== 'WAVE') throw new WavError('not-wav', 'No RIFF WAVE header.')
  let format: { channels: number; sampleRateHz: number } | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = tag(bytes, at)
    const start = at + 8
    const end = Math.min(bytes.length, start + view.getUint32(at + 4, true))
    if (name === 'fmt ') format = readFormat(view, start, end)
    if (name === 'data') {
      if (!format) throw new WavError('not-wav', 'The data stand before their format.')
      return { sampleRateHz: format.sampleRateHz, samples: toMono(int16FromBytes(bytes.subarray(start, end)), format.channels) }
    }
    // Chunks begin at even places.
    at = end + ((end - start) % 2)
  }
  throw new WavError('not-wav', 'There is no data chunk.')
}

/** A WAV file of mono 16 bit PCM. */
export function writeWav({ sampleRateHz, samples }: Wav): Uint8Array {
  const dataBytes = samples.length * 2
  const bytes = new Uint8Array(44 + dataBytes)
  const view = new DataView(bytes.buffer)
  setTag(bytes, 0, 'RIFF')
  view.setUint32(4, 36 + dataBytes, true)
  setTag(bytes, 8, 'WAVE')
  setTag(bytes, 12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, formatPcm, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRateHz, true)
  view.setUint32(28, sampleRateHz * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  setTag(bytes, 36, 'data')
  view.setUint32(40, dataBytes, true)
  bytesFromInt16(samples, bytes.subarray(44))
  return bytes
}

function readFormat(view: DataView, start: number, end: number): { channels: number; sampleRateHz: number } {
  if (end - start < 16) throw new WavError('not-wav', 'The format chunk is too short.')
  const tagged = view.getUint16(start, true)
  const encoding = tagged === formatExtensible && end - start >= 26 ? view.getUint16(start + 24, true) : tagged
  const channels = view.getUint16(start + 2, true)
  const bits = view.getUint16(start + 14, true)
  if (encoding !== formatPcm || bits !== 16 || (channels !== 1 && channels !== 2)) {
    throw new WavError('unsupported-wav', `Only 16 bit PCM in one or two channels can be read, not format ${encoding}, ${bits} bits, ${channels} channels.`)
  }
  return { channels, sampleRateHz: view.getUint32(start + 4, true) }
}

function toMono(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples
  return Int16Array.from({ length: samples.length >> 1 }, (_, index) => ((samples[index * 2] as number) + (samples[index * 2 + 1] as number)) >> 1)
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

function setTag(bytes: Uint8Array, at: number, name: string): void {
  for (let index = 0; index < name.length; index++) bytes[at + index] = name.charCodeAt(index)
}
