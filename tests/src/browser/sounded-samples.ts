import { floatFromBytes } from '@sidetone/audio'
import type { Sounded } from './tap.js'

/** The samples of what a page sounded, at the rate of the page. */
export function soundedSamples({ base64 }: Sounded): Float32Array {
  return floatFromBytes(Buffer.from(base64, 'base64'))
}
