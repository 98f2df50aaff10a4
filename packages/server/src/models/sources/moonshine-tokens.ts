import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelSource } from '../contract.js'
import type { Collecting } from './collect.js'

/** Moonshine speaks the Llama 2 vocabulary of 32,000 tokens and 768 special ones behind it. */
const vocabularySize = 32_000
const specialTokens = 768

export async function moonshineTokens(source: Extract<ModelSource, { type: 'moonshine-tokens' }>, { folder }: Collecting): Promise<void> {
  const { default: tokenizer } = await import('llama-tokenizer-js')
  await writeFile(join(folder, source.name), tokenTable(tokenizer.vocabById))
}

/** The table sherpa-onnx reads: a line for each token, base64 of its bytes, a space, its id. */
export function tokenTable(vocabularyById: readonly string[]): string {
  if (vocabularyById.length !== vocabularySize) throw new RangeError(`The Llama vocabulary has ${vocabularySize} tokens, not ${vocabularyById.length}.`)
  const special = Array.from({ length: specialTokens }, (_, index) => `<<ST_${index}>>`)
  return [...vocabularyById.map(tokenBytes), ...special.map((name) => Buffer.from(name))].map((bytes, id) => `${bytes.toString('base64')} ${id}\n`).join('')
}

/** `<0x0A>` stands for the single byte; every other token for its own UTF-8 bytes, the word mark U+2581 included. */
function tokenBytes(token: string): Buffer {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1]
  return byte ? Buffer.from(byte, 'hex') : Buffer.from(token)
}
