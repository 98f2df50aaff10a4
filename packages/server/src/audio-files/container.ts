export type Container = 'wav' | 'mp3' | 'ogg' | 'flac' | 'mp4' | 'webm'

/** What a file is by its first bytes, whatever it is called; null: none of these. */
export function containerOf(bytes: Uint8Array): Container | null {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return 'wav'
  if (text(0, 4) === 'OggS') return 'ogg'
  if (text(0, 4) === 'fLaC') return 'flac'
  if (text(4, 8) === 'ftyp') return 'mp4'
  // EBML, the header of Matroska and WebM.
  if (bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3) return 'webm'
  // A tag in front, or the sync word of an MPEG audio frame of layer III.
  if (text(0, 3) === 'ID3' || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)) return 'mp3'
  return null
}
