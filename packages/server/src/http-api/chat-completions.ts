import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { ApiParts } from './api.js'
import { ApiError } from './api-error.js'
import { chatEvents, chatWhole } from './chat-answer.js'
import { readChat } from './chat-request.js'
import { requestSignal } from './request-signal.js'
import { eventStream } from './server-sent-event.js'
import { streamAnswer } from './stream-answer.js'

/** A long conversation with a few pictures in it. */
const bodyLimit = 16 * 1024 * 1024

/** `POST /v1/chat/completions`: passed on to the configured language model, or answered by the one that is built in. */
export function addChatCompletions(app: FastifyInstance, { engine, clock, closing, broke, chatPlaces }: ApiParts): void {
  app.post('/v1/chat/completions', { bodyLimit }, async (request, reply) => {
    const { chat } = engine()
    const { body } = request
    const signal = requestSignal(reply, closing)
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new ApiError({ status: 400, code: 'invalid_type', message: 'Expected a JSON object.' })
    await chatPlaces.run(async () => {
      if (chat.kind === 'upstream') {
        const answer = await chat.passOn(body as Record<string, unknown>, signal)
        reply.code(answer.status)
        return streamAnswer(reply, answer.contentType, answer.body, broke(signal))
      }
      const { request: asked, stream, tellUsage } = readChat(body, chat.model.seesImages)
      const answer = { id: `chatcmpl-${randomBytes(12).toString('hex')}`, created: Math.floor(clock.wallTime().getTime() / 1000), model: chat.model.name }
      const parts = chat.model.stream(asked, signal)
      if (stream) return streamAnswer(reply, eventStream, chatEvents(parts, answer, tellUsage), broke(signal))
      reply.send(await chatWhole(parts, answer))
    }, signal)
    return reply
  })
}
