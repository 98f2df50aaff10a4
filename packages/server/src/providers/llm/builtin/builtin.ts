import type { Clock } from '../../../lib/clock.js'
import { estimateTokens } from '../../../lib/estimate-tokens.js'
import type { ChatPart, ChatRequest, LanguageModel } from '../contract.js'
import { createCallNames } from '../name-call.js'
import type { Section } from './plain-markdown.js'
import { createResponder } from './respond.js'

export interface BuiltinOptions {
  readonly clock: Clock
  /** Sidetone's documentation, as `loadDocumentation` reads it. Empty: questions about Sidetone are asked back. */
  readonly pages: readonly Section[]
}

/** The responder that answers when there is no language model. It needs nothing, waits for nothing, and says what it is. Its usage figures are estimates. */
export function createBuiltinModel({ clock, pages }: BuiltinOptions): LanguageModel {
  const respond = createResponder(pages)
  const nameCall = createCallNames()

  async function* stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatPart, void, undefined> {
    signal.throwIfAborted()
    const response = respond(request, clock.wallTime())
    const inputTokens = request.messages.reduce((sum, message) => sum + estimateTokens(message.role === 'tool' ? message.output : message.text), 0)
    const parts = 'say' in response ? spoken(response.say, inputTokens, request.maxOutputTokens) : called(response, inputTokens, nameCall(request.messages))
    for (const part of parts) {
      signal.throwIfAborted()
      yield part
    }
  }

  return { name: 'builtin', seesImages: false, answersOnly: true, stream, close: () => Promise.resolve() }
}

/** Word by word, up to the limit. */
function* spoken(text: string, inputTokens: number, maxOutputTokens: ChatRequest['maxOutputTokens']): Generator<ChatPart> {
  let said = ''
  for (const delta of text.match(/\s*\S+/g) ?? []) {
    if (maxOutputTokens !== 'unlimited' && estimateTokens(said + delta) > maxOutputTokens) {
      yield end('max-output-tokens', inputTokens, said)
      return
    }
    said += delta
    yield { type: 'text-delta', delta }
  }
  yield end('completed', inputTokens, said)
}

function* called(response: { call: { name: string }; arguments: unknown }, inputTokens: number, callId: string): Generator<ChatPart> {
  const delta = JSON.stringify(response.arguments)
  yield { type: 'tool-call-start', callId, name: response.call.name }
  yield { type: 'tool-call-delta', callId, delta }
  yield { type: 'tool-call-end', callId }
  yield end('completed', inputTokens, response.call.name + delta)
}

function end(because: 'completed' | 'max-output-tokens', inputTokens: number, output: string): ChatPart {
  return { type: 'end', because, usage: { inputTokens, outputTokens: estimateTokens(output), cachedTokens: 0 } }
}
