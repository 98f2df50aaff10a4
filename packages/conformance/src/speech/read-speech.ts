/** What a session hears: PCM16, mono, 24 kHz. */
export const rateHz = 24_000

const pcm = 1
const uLaw = 7

/** The samples of a WAV file (16-bit PCM or u-law, any rate, channels mixed) at 24 kHz, resampled along straight lines: good enough to be understood. Throws a sentence. */
export function readSpeech(file: Uint8Array): Int16Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const name = (at: number) => String.fromCharCode(...file.subarray(at, at + 4))
  if (file.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw new Error('This is no WAV file.')
  let form: { code: number; channels: number; rate: number; bits: number } | null = null
  for (let at = 12; at + 8 <= file.length; ) {
    const length = Math.min(view.getUint32(at + 4, true), file.length - at - 8)
    if (name(at) === 'fmt ' && length >= 16) {
      form = {
        code: view.getUint16(at + 8, true),
        channels: view.getUint16(at + 10, true),
        rate: view.getUint32(at + 12, true),
        bits: view.getUint16(at + 22, true),
      }
    } else if (name(at) === 'data' && form) {
      return toRate(mono(decode(file.subarray(at + 8, at + 8 + length), form), form.channels), form.rate)
    }
    at += 8 + length + (length % 2)
  }
  throw new Error('This WAV file has no sound in it.')
}

function decode(bytes: Uint8Array, { code, bits }: { code: number; bits: number }): Int16Array {
  if (code === uLaw && bits === 8) return Int16Array.from(bytes, fromULaw)
  if (code !== pcm || bits !== 16) throw new Error('This WAV file is neither 16-bit PCM nor u-law.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => view.getInt16(index * 2, true))
}

/** ITU-T G.711: the inverted byte holds sign, three bits of exponent and four of mantissa, over a bias of 132. */
function fromULaw(byte: number): number {
  const bits = ~byte & 0xff
  const size = ((((bits & 0x0f) << 3) + 132) << ((bits & 0x70) >> 4)) - 132
  return bits & 0x80 ? -size : size
}

function mono(samples: Int16Array, channels: number): Int16Array {
  if (channels <= 1) return samples
  return Int16Array.from({ length: Math.floor(samples.length / channels) }, (_, frame) => {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += samples[frame * channels + channel] ?? 0
    return sum / channels
  })
}

function toRate(samples: Int16Array, fromHz: number): Int16Array {
  if (fromHz === rateHz) return samples
  return Int16Array.from({ length: Math.floor((samples.length * rateHz) / fromHz) }, (_, index) => {
    const at = (index * fromHz) / rateHz
    const before = samples[Math.floor(at)] ?? 0
    const behind = samples[Math.floor(at) + 1] ?? before
    return before + (behind - before) * (at % 1)
  })
}
