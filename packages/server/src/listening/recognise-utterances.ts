import type { SpeechRecogniser } from '../providers/stt/contract.js'
import { sampleRateHz } from './sample-rate.js'

/** Audio to recognise, and the name of its place in the session. */
export interface PlacedUtterance {
  readonly place: string
  readonly samples: Float32Array
}

/**
 * The words of the utterances, one behind the other. `known` holds the words of places that were recognised before; what is recognised now is added.
 * Throws what the recogniser throws.
 */
export async function recogniseUtterances(
  recogniser: SpeechRecogniser,
  utterances: readonly PlacedUtterance[],
  language: string | null,
  known: Map<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const texts: string[] = []
  for (const { place, samples } of utterances) {
    const text = known.get(place) ?? (await recogniser.recognise({ samples, sampleRateHz, language }, signal)).text.trim()
    known.set(place, text)
    texts.push(text)
  }
  return texts.filter((text) => text !== '').join(' ')
}
