import { SidetoneError } from '@sidetone/protocol'
import { abortable } from '../../../lib/abort.js'
import { ServerSentEventReader } from './server-sent-events.js'

export type BodyReader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>

/** Data of one event, or the whole body of an answer that is not streamed. */
export type BodyPart = { type: 'event'; name: string; data: string } | { type: 'whole'; json: string }

/** Bounds what a server can make us hold: one line of a stream, or one answer that is not streamed. */
const longestLine = 4 * 1024 * 1024
const longestBodyBytes = 16 * 1024 * 1024

/** A body as it comes. Servers label what they send unreliably, so the first letter tells: an event stream never starts with a brace. */
export async function* readBody(reader: BodyReader, signal: AbortSignal): AsyncGenerator<BodyPart, void, undefined> {
  const events = new ServerSentEventReader()
  let first: Uint8Array | null = null
  for await (const bytes of read(reader, signal)) {
    if (first === null && startsWithBrace(bytes)) {
      yield { type: 'whole', json: await readText(reader, signal, bytes) }
      return
    }
    if (!isBlank(bytes)) first ??= bytes
    for (const event of events.push(bytes)) yield { type: 'event', ...event }
    if (events.pendingLength > longestLine) throw tooLong()
  }
  for (const event of events.end()) yield { type: 'event', ...event }
}

/** The rest of a body as text, after what was read of it already. */
export async function readText(reader: BodyReader, signal: AbortSignal, start: Uint8Array = new Uint8Array()): Promise<string> {
  const decoder = new TextDecoder()
  let text = decoder.decode(start, { stream: true })
  let byteCount = start.length
  for await (const bytes of read(reader, signal)) {
    byteCount += bytes.length
    if (byteCount > longestBodyBytes) throw tooLong()
    text += decoder.decode(bytes, { stream: true })
  }
  return text + decoder.decode()
}

async function* read(reader: BodyReader, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    signal.throwIfAborted()
    const { done, value } = await abortable(reader.read(), signal)
    if (done) return
    yield value
  }
}

const blanks = new Set([0x09, 0x0a, 0x0d, 0x20])
const isBlank = (bytes: Uint8Array) => bytes.every((byte) => blanks.has(byte))
const startsWithBrace = (bytes: Uint8Array) => bytes.find((byte) => !blanks.has(byte)) === 0x7b
const tooLong = () => new SidetoneError('language-model-failed', 'The language model sent more than can be held.')
