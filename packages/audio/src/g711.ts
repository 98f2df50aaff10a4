/**
 * ITU-T G.711 (11/1988), tables 1a to 2b. A byte is sign, three bits of segment, four bits of step. Mu-law codes 14 bit magnitudes biased by 33 and
 * inverts all bits; A-law codes 13 bit magnitudes and inverts every even bit. Samples here are 16 bit, so mu-law values are times 4, A-law values times 8.
 */
const mulawBias = 33
const mulawInversion = 0xff
const alawInversion = 0x55

const mulawDecoded = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ mulawInversion
  const magnitude = (((code & 0x0f) * 2 + mulawBias) << ((code >> 4) & 0x07)) - mulawBias
  return (code & 0x80 ? -magnitude : magnitude) * 4
})

const alawDecoded = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ alawInversion
  const segment = (code >> 4) & 0x07
  const step = (code & 0x0f) * 2
  const magnitude = segment === 0 ? step + 1 : (step + 33) << (segment - 1)
  return (code & 0x80 ? magnitude : -magnitude) * 8
})

/** Encoding tables, indexed by the sample's upper bits in two's complement: 14 of them for mu-law, 13 for A-law. */
const mulawEncoded = Uint8Array.from({ length: 1 << 14 }, (_, index) => {
  const negative = index >= 1 << 13
  // One's complement, as in ITU-T G.191: -1 falls in the same interval as 0, so that both halves are alike.
  const magnitude = Math.min((negative ? (1 << 14) - 1 - index : index) + mulawBias, 0x1fff)
  const segment = 31 - Math.clz32(magnitude) - 5
  return ((negative ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 1)) & 0x0f)) ^ mulawInversion
})

const alawEncoded = Uint8Array.from({ length: 1 << 13 }, (_, index) => {
  const negative = index >= 1 << 12
  const magnitude = negative ? (1 << 13) - 1 - index : index
  const segment = Math.max(0, 31 - Math.clz32(magnitude | 1) - 4)
  const step = (magnitude >> Math.max(1, segment)) & 0x0f
  return ((negative ? 0 : 0x80) | (segment << 4) | step) ^ alawInversion
})

/** G.711 mu-law bytes to 16 bit samples. `into` takes at least one sample a byte. */
export function decodeMulaw(bytes: Uint8Array, into = new Int16Array(bytes.length)): Int16Array {
  return decode(mulawDecoded, bytes, into)
}

/** G.711 A-law bytes to 16 bit samples. `into` takes at least one sample a byte. */
export function decodeAlaw(bytes: Uint8Array, into = new Int16Array(bytes.length)): Int16Array {
  return decode(alawDecoded, bytes, into)
}

/** 16 bit samples to G.711 mu-law bytes. `into` takes at least one byte a sample. */
export function encodeMulaw(samples: Int16Array, into = new Uint8Array(samples.length)): Uint8Array {
  for (let sample = 0; sample < samples.length; sample++) into[sample] = mulawEncoded[((samples[sample] as number) >> 2) & 0x3fff] as number
  return into.length === samples.length ? into : into.subarray(0, samples.length)
}

/** 16 bit samples to G.711 A-law bytes. `into` takes at least one byte a sample. */
export function encodeAlaw(samples: Int16Array, into = new Uint8Array(samples.length)): Uint8Array {
  for (let sample = 0; sample < samples.length; sample++) into[sample] = alawEncoded[((samples[sample] as number) >> 3) & 0x1fff] as number
  return into.length === samples.length ? into : into.subarray(0, samples.length)
}

function decode(table: Int16Array, bytes: Uint8Array, into: Int16Array): Int16Array {
  for (let index = 0; index < bytes.length; index++) into[index] = table[bytes[index] as number] as number
  return into.length === bytes.length ? into : into.subarray(0, bytes.length)
}
