import { type ErrorCode, SidetoneError, type Tool } from '@sidetone/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import type { ChatMessage, ChatPart, ChatRequest, LanguageModel } from './contract.js'

export type LanguageModelFailure = Extract<ErrorCode, `language-model-${string}`>

/** How a provider shows itself. Every maker opens a fresh model. */
export interface LanguageModelSubject {
  /** Answers `spokenRequest` with words, in at least two parts. It may wait for ever after the first one. */
  readonly speaking: () => Promise<LanguageModel>
  /** Answers `toolRequest` with at least one call of `get_weather`. */
  readonly calling: () => Promise<LanguageModel>
  /** Answers `spokenRequest` with words, and to the end. */
  readonly finishing: () => Promise<LanguageModel>
  /** Makes a model that fails so; `cannot` says why this provider never does. */
  readonly failing: Record<LanguageModelFailure, (() => Promise<LanguageModel>) | { readonly cannot: string }>
  /** Runs after each test. */
  readonly cleanUp?: () => Promise<void>
}

const weatherTool: Tool = {
  name: 'get_weather',
  description: 'Tells the weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

export const user = (text: string): ChatMessage => ({ role: 'user', text, imageUrls: [] })

export const spokenRequest: ChatRequest = { messages: [user('Hello, how are you?')], tools: [], toolChoice: 'auto', maxOutputTokens: 'unlimited' }

export const toolRequest: ChatRequest = {
  messages: [user('What is the weather in Paris?')],
  tools: [weatherTool],
  toolChoice: { tool: 'get_weather' },
  maxOutputTokens: 'unlimited',
}

/** All parts of one answer. */
export async function collect(answer: AsyncIterable<ChatPart>): Promise<ChatPart[]> {
  const parts: ChatPart[] = []
  for await (const part of answer) parts.push(part)
  return parts
}

/** The words of an answer. */
export function textOf(parts: readonly ChatPart[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')
}

/** The calls of an answer, put together again. */
export function callsOf(parts: readonly ChatPart[]): { callId: string; name: string; arguments: string }[] {
  return parts.flatMap((start) => {
    if (start.type !== 'tool-call-start') return []
    const deltas = parts.map((part) => (part.type === 'tool-call-delta' && part.callId === start.callId ? part.delta : ''))
    return [{ callId: start.callId, name: start.name, arguments: deltas.join('') }]
  })
}

/** Throws when the parts are not in an order that the contract allows. */
export function checkOrder(parts: readonly ChatPart[]): void {
  const open = new Set<string>()
  const seen = new Set<string>()
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1
    expect(part.type === 'end', `part ${at} of ${parts.length} is ${part.type}: an answer has one end, and it is last`).toBe(isLast)
    if (part.type === 'text-delta') expect(part.delta).not.toBe('')
    if (part.type === 'tool-call-start') {
      expect(seen.has(part.callId), `call ${part.callId} is started once`).toBe(false)
      expect(part.name).not.toBe('')
      open.add(part.callId)
      seen.add(part.callId)
    }
    if (part.type === 'tool-call-delta' || part.type === 'tool-call-end') expect(open.has(part.callId), `call ${part.callId} is open`).toBe(true)
    if (part.type === 'tool-call-end') open.delete(part.callId)
  }
  expect(parts.at(-1)?.type).toBe('end')
  expect([...open], 'every call is ended').toEqual([])
}

/** What every language model does alike. */
export function languageModelContract(provider: string, subject: LanguageModelSubject): void {
  describe(`${provider} keeps the language model contract`, () => {
    const never = new AbortController().signal
    const opened: LanguageModel[] = []
    const open = async (make: () => Promise<LanguageModel>) => {
      const model = await make()
      opened.push(model)
      return model
    }
    afterEach(async () => {
      for (const model of opened.splice(0)) await model.close()
      await subject.cleanUp?.()
    })

    it('answers with words and one end, which is last', async () => {
      const parts = await collect((await open(subject.finishing)).stream(spokenRequest, never))
      checkOrder(parts)
      expect(textOf(parts).trim()).not.toBe('')
    })

    it('starts, fills and ends a tool call, whose arguments are JSON', async () => {
      const parts = await collect((await open(subject.calling)).stream(toolRequest, never))
      checkOrder(parts)
      const calls = callsOf(parts)
      expect(calls.map((call) => call.name)).toContain('get_weather')
      for (const call of calls) expect(JSON.parse(call.arguments)).toBeTypeOf('object')
    })

    it('throws the reason of a signal that aborted before it began', async () => {
      const reason = new Error('nobody listens')
      const model = await open(subject.speaking)
      await expect(collect(model.stream(spokenRequest, AbortSignal.abort(reason)))).rejects.toBe(reason)
    })

    it('throws the reason of a signal that aborts between two parts, and gives no further part', async () => {
      const controller = new AbortController()
      const reason = new Error('the user interrupts')
      const answer = (await open(subject.speaking)).stream(spokenRequest, controller.signal)[Symbol.asyncIterator]()
      expect((await answer.next()).value.type).toBe('text-delta')
      controller.abort(reason)
      await expect(answer.next()).rejects.toBe(reason)
      expect((await answer.next()).done).toBe(true)
    })

    it('is over after its end, whatever becomes of the signal', async () => {
      const controller = new AbortController()
      const answer = (await open(subject.finishing)).stream(spokenRequest, controller.signal)[Symbol.asyncIterator]()
      for (let part = await answer.next(); part.value.type !== 'end'; ) part = await answer.next()
      controller.abort(new Error('too late'))
      expect((await answer.next()).done).toBe(true)
    })

    it('can be left in the middle of an answer', async () => {
      const answer = (await open(subject.speaking)).stream(spokenRequest, never)[Symbol.asyncIterator]()
      await answer.next()
      await answer.return?.()
      expect((await answer.next()).done).toBe(true)
    })

    for (const [code, failing] of Object.entries(subject.failing)) {
      if (typeof failing === 'function') {
        it(`fails with ${code}`, async () => {
          const model = await open(failing)
          const failure = await collect(model.stream(spokenRequest, never)).catch((error) => error)
          expect(failure).toBeInstanceOf(SidetoneError)
          expect(failure.code).toBe(code)
        })
      } else it.skip(`fails with ${code} (${failing.cannot})`, () => {})
    }
  })
}
