import type { FastifyReply, FastifyRequest } from 'fastify'

/** What a page may read of an answer besides its body. */
const exposed = 'retry-after, location, x-request-id'
/** How long a browser may remember that it asked, in seconds: the most that browsers take. */
const rememberSeconds = 7_200

/**
 * Tells a browser that the page may read the answer; its origin was found good before. true: this was only the browser's question ahead of a request
 * (a preflight), and it is answered.
 */
export function answerPage(request: FastifyRequest, reply: FastifyReply): boolean {
  const { origin } = request.headers
  if (origin === undefined) return false
  reply.header('access-control-allow-origin', origin).header('vary', 'Origin').header('access-control-expose-headers', exposed)
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false
  const asked = request.headers['access-control-request-headers']
  reply.header('access-control-allow-methods', 'GET, POST').header('access-control-max-age', rememberSeconds)
  if (asked !== undefined) reply.header('access-control-allow-headers', asked)
  reply.code(204).send()
  return true
}
