import type { Clock } from '../contract.js'
import { VoiceModelError } from './voice-model-error.js'

/** Several times what the model has (2.3 MB). */
export const mostModelBytes = 10_000_000
/** For a slow line: 2.3 MB at 300 kbit/s. What is said meanwhile is judged by level. */
const longestFetchMs = 60_000

/** The bytes at this address, no more than any model has. Throws `VoiceModelError`. */
export async function fetchModel(url: string | URL, clock: Clock): Promise<Uint8Array> {
  const timeout = new AbortController()
  const cancel = clock.after(longestFetchMs, () => timeout.abort())
  try {
    const response = await fetch(url, { signal: timeout.signal })
    if (response.status === 404) throw new VoiceModelError('model-missing', 'The server has no voice model.')
    if (!response.ok || !response.body) throw new VoiceModelError('model-unreachable', `The server gave no voice model: it answered ${response.status}.`)
    return await bounded(response.body)
  } catch (cause) {
    if (cause instanceof VoiceModelError) throw cause
    throw new VoiceModelError('model-unreachable', timeout.signal.aborted ? 'The voice model did not come in time.' : 'The voice model could not be fetched.', {
      cause,
    })
  } finally {
    cancel()
    // What is still under way, after a refusal, is not waited for.
    timeout.abort()
  }
}

async function bounded(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  const reader = body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length
    if (length > mostModelBytes) throw new VoiceModelError('model-too-large', 'What the server gave is too large to be a voice model.')
    pieces.push(read.value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
