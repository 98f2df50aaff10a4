import { describe, expect, it } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import type { ChatPart, LanguageModel } from '../providers/llm/contract.js'
import { createScriptedModel } from '../providers/llm/scripted/scripted.js'
import type { ThinkingRequest } from './contract.js'
import { createThinker } from './think.js'

const never = new AbortController().signal
const script = (...calls: Parameters<typeof createScriptedModel>[0]['calls']) => createScriptedModel({ calls }, { clock: new ManualClock() })
const request = (...words: readonly string[]): ThinkingRequest => ({
  instructions: 'Be brief.',
  items: words.map((text, at) => ({ type: 'user-message', id: `item_${at}`, status: 'completed', content: [{ type: 'text', text }] })),
  tools: [],
  toolChoice: 'auto',
  maxOutputTokens: 20,
  modality: 'text',
})
const collect = async (answer: AsyncIterable<ChatPart>) => {
  const parts: ChatPart[] = []
  for await (const part of answer) parts.push(part)
  return parts
}

describe('thinking', () => {
  it('asks the model and passes its parts on', async () => {
    const model = script({ user: 'hello', answer: ['Hi.'] })
    expect(await collect(createThinker({ model })(request('Hello!'), never))).toEqual([
      { type: 'text-delta', delta: 'Hi.' },
      { type: 'end', because: 'completed', usage: null },
    ])
    expect(model.requests[0]).toMatchObject({
      messages: [
        { role: 'system', text: 'Be brief.' },
        { role: 'user', text: 'Hello!' },
      ],
      maxOutputTokens: 20,
    })
  })

  it('cuts off a model that writes far more than it may, and no other', async () => {
    const sixty = 'a'.repeat(240)
    const asking = (maxOutputTokens: number) =>
      collect(createThinker({ model: script({ answer: [sixty, 'b'.repeat(240)] }) })({ ...request('x'), maxOutputTokens }, never))
    expect(await asking(40)).toEqual([
      { type: 'text-delta', delta: sixty },
      { type: 'end', because: 'max-output-tokens', usage: null },
    ])
    expect((await asking(80)).at(-1)).toEqual({ type: 'end', because: 'completed', usage: null })
  })

  it('passes on how the model may reason and call functions', async () => {
    const model = script({ answer: ['Hi.'] })
    await collect(createThinker({ model })({ ...request('x'), reasoningEffort: 'high', parallelToolCalls: false }, never))
    expect(model.requests[0]).toMatchObject({ reasoningEffort: 'high', parallelToolCalls: false })
  })

  it('throws the reason of an abort', async () => {
    const controller = new AbortController()
    const reason = new Error('interrupted')
    const answer = createThinker({ model: script({ answer: ['a', { hang: true }] }) })(request('x'), controller.signal)[Symbol.asyncIterator]()
    await answer.next()
    const next = answer.next()
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
  })

  it('passes a failure on with its code', async () => {
    const model = script({ answer: [{ fail: 'language-model-timed-out' }] })
    await expect(collect(createThinker({ model })(request('x'), never))).rejects.toMatchObject({ code: 'language-model-timed-out' })
  })

  it('gives a code to a failure that has none', async () => {
    const model: LanguageModel = {
      name: 'broken',
      seesImages: false,
      stream: () => {
        throw new TypeError('a slip')
      },
      close: () => Promise.resolve(),
    }
    await expect(collect(createThinker({ model })(request('x'), never))).rejects.toMatchObject({ code: 'language-model-failed', cause: expect.any(TypeError) })
  })
})
