import { z } from 'zod'
import type { WireAudioFormat } from '../openai-realtime/wire.js'

const formats = {
  pcm16: { type: 'audio/pcm', rate: 24_000 },
  g711_ulaw: { type: 'audio/pcmu' },
  g711_alaw: { type: 'audio/pcma' },
} as const satisfies { readonly [name: string]: WireAudioFormat }

export type BetaAudioFormat = keyof typeof formats

/** A format by its one name. */
export const audioFormat = z.enum(Object.keys(formats) as BetaAudioFormat[]).transform((name) => formats[name])

export function writeAudioFormat(format: WireAudioFormat): BetaAudioFormat {
  switch (format.type) {
    case 'audio/pcm':
      return 'pcm16'
    case 'audio/pcmu':
      return 'g711_ulaw'
    case 'audio/pcma':
      return 'g711_alaw'
  }
}
