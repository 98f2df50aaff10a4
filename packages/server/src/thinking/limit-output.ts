import { estimateTokens } from '../lib/estimate-tokens.js'
import type { ChatPart } from '../providers/llm/contract.js'

/** Models count by tokenizers of their own, and are right. An estimate is off by less than this factor; what is beyond it was written by one that does not count. */
const tolerance = 1.5

/** The limit is the model's to keep. A model that does not is cut off. */
export async function* limitOutput(parts: AsyncIterable<ChatPart>, mostTokens: number): AsyncGenerator<ChatPart, void, undefined> {
  let written = ''
  // The estimate reads all of the text: it is made anew when the text has grown by a twentieth.
  let nextLookAt = 0
  for await (const part of parts) {
    if (part.type === 'text-delta' || part.type === 'tool-call-delta') {
      written += part.delta
      if (written.length >= nextLookAt && estimateTokens(written) > mostTokens * tolerance) {
        yield { type: 'end', because: 'max-output-tokens', usage: null }
        return
      }
    }
    nextLookAt = written.length >= nextLookAt ? written.length * 1.05 : nextLookAt
    yield part
  }
}
