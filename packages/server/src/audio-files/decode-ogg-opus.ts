import { Decoder } from '@evan/opus'
import { floatFromBytes } from '@sidetone/audio'
import { AudioFileError, type AudioPiece } from './contract.js'
import { readOggPages } from './ogg-page.js'

/** Opus decodes to the recogniser's rate itself. */
const rateHz = 16_000
/** What goes ahead of the first page's packet: RFC 7845, section 5.1. */
const mark = 'OpusHead'

const startsWith = (packet: Uint8Array | undefined, text: string) => packet !== undefined && String.fromCharCode(...packet.subarray(0, text.length)) === text

export function isOggOpus(file: Uint8Array): boolean {
  const first = readOggPages(file).next()
  return !first.done && startsWith(first.value.packets[0], mark)
}

/** Opus in Ogg (RFC 7845), its first stream, mixed to one channel. Throws `AudioFileError`. */
export function* decodeOggOpus(file: Uint8Array): Generator<AudioPiece> {
  const decoder = new Decoder({ channels: 1, sample_rate: rateHz })
  let serial: number | null = null
  let heard = false
  let skip = 0
  for (const page of readOggPages(file)) {
    serial ??= page.serial
    if (page.serial !== serial) continue
    for (const packet of page.packets) {
      if (startsWith(packet, mark)) skip = Math.floor(((packet[10] ?? 0) | ((packet[11] ?? 0) << 8)) / 3)
      if (packet.length === 0 || startsWith(packet, mark) || startsWith(packet, 'OpusTags')) continue
      const samples = decode(decoder, packet)
      const skipped = Math.min(skip, samples.length)
      skip -= skipped
      heard = true
      yield { samples: samples.subarray(skipped), sampleRateHz: rateHz }
    }
  }
  if (!heard) throw new AudioFileError('not-audio', 'There is no audio in the Ogg file.')
}

function decode(decoder: Decoder, packet: Uint8Array): Float32Array {
  try {
    return floatFromBytes(decoder.decode(packet))
  } catch (cause) {
    throw new AudioFileError('not-audio', 'The Opus audio in the Ogg file is damaged.', { cause })
  }
}
