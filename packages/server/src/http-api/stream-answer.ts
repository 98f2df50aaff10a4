import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/**
 * Answers with what `parts` gives, as it comes; a client that reads slowly slows it down. The first part is waited for, so that what fails before it is
 * still told as an error. Resolves when the answer has left or broke off: `onBroken` is told why, and the client sees a cut connection.
 */
export async function streamAnswer(reply: FastifyReply, contentType: string, parts: AsyncIterable<Uint8Array | string>, onBroken: (error: Error) => void) {
  const iterator = parts[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* all() {
    try {
      for (let part = first; !part.done; part = await iterator.next()) if (part.value.length > 0) yield part.value
    } finally {
      await iterator.return?.()
    }
  }
  const body = Readable.from(all(), { objectMode: false, highWaterMark: 16 * 1024 }).once('error', onBroken)
  const gone = new Promise<void>((resolve) => reply.raw.once('close', resolve))
  reply.header('content-type', contentType).header('cache-control', 'no-store').header('x-accel-buffering', 'no')
  reply.send(body)
  await gone
}
