import type { AudioFormat, QualityStep } from '../contract.js'

export const formatOf: Readonly<Record<QualityStep, AudioFormat>> = {
  'pcm-24k': { type: 'audio/pcm', rate: 24_000 },
  'pcm-16k': { type: 'audio/pcm', rate: 16_000 },
  'g711-8k': { type: 'audio/pcmu' },
}

/** The rung of the quality ladder that a format is; null: none of it. */
export function stepOf(format: AudioFormat): QualityStep | null {
  if (format.type === 'audio/pcma') return null
  if (format.type === 'audio/pcmu') return 'g711-8k'
  return format.rate === 24_000 ? 'pcm-24k' : format.rate === 16_000 ? 'pcm-16k' : null
}

export function rateOf(format: AudioFormat): number {
  return format.type === 'audio/pcm' ? format.rate : 8_000
}

/** Bytes of one second of audio on the wire, before base64. */
export function bytesPerSecondOf(format: AudioFormat): number {
  return format.type === 'audio/pcm' ? format.rate * 2 : 8_000
}

/** The format that a session of the wire has; null where it tells none. PCM is of 24 kHz unless it says otherwise. */
export function readFormat(told: unknown): AudioFormat | null {
  const { type, rate } = (told ?? {}) as { readonly type?: unknown; readonly rate?: unknown }
  switch (type) {
    case 'audio/pcm':
      return { type, rate: rate === 16_000 || rate === 8_000 ? rate : 24_000 }
    case 'audio/pcmu':
    case 'audio/pcma':
      return { type }
    default:
      return null
  }
}
