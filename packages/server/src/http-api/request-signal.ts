import type { FastifyReply } from 'fastify'

/** Aborts when the client has left before its answer was complete, or when `closing` does. */
export function requestSignal(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const left = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) left.abort(new Error('The client left.'))
  })
  return AbortSignal.any([left.signal, closing])
}
