import { writeWav } from '@sidetone/audio'

/** Arguments that fit into one function call on every engine. */
const chunkBytes = 0x2000

/** Mono PCM16 as a `data:` URL that browsers play. */
export function wavDataUrl(samples: Int16Array, sampleRateHz: number): string {
  const bytes = writeWav({ sampleRateHz, samples })
  let binary = ''
  for (let start = 0; start < bytes.length; start += chunkBytes) binary += String.fromCharCode(...bytes.subarray(start, start + chunkBytes))
  return `data:audio/wav;base64,${btoa(binary)}`
}
