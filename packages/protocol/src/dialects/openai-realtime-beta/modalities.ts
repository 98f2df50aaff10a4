import { z } from 'zod'
import { invalidModalities, refuse } from '../openai-realtime/fields.js'

/** Speech is named together with its transcript, in any order; speech alone cannot be asked for. */
export const modalities = z
  .array(z.unknown())
  .check(refuse((value) => (modalityOf(value) ? null : invalidModalities(value, "['text'] and ['audio', 'text']"))))
  .transform((value) => modalityOf(value) ?? 'audio')

function modalityOf(value: readonly unknown[]): 'audio' | 'text' | null {
  if (value.length === 1 && value[0] === 'text') return 'text'
  return value.length === 2 && value.includes('audio') && value.includes('text') ? 'audio' : null
}

export type BetaModalities = ['audio', 'text'] | ['text']

export function writeModalities([modality]: ['audio'] | ['text']): BetaModalities {
  return modality === 'audio' ? ['audio', 'text'] : ['text']
}
