import { describe, expect, it } from 'vitest'
import type { ChatPart } from '../providers/llm/contract.js'
import type { ThinkingRequest } from './contract.js'
import { rehearseThinking } from './rehearse-thinking.js'

const never = new AbortController().signal
const end: ChatPart = { type: 'end', because: 'completed', usage: null }

function requestOf(transcript: string, durationMs = 1_000): ThinkingRequest {
  const content = [{ type: 'audio' as const, transcript, durationMs }]
  const items = [{ type: 'user-message' as const, id: 'item_1', status: 'completed' as const, content }]
  return { instructions: '', items, tools: [], toolChoice: 'auto', maxOutputTokens: 'unlimited', modality: 'audio' }
}

/** Answers every request with one word, and notes the signal of each. */
function thinker() {
  const signals: AbortSignal[] = []
  const thinking = rehearseThinking(async function* (_, signal) {
    signals.push(signal)
    yield { type: 'text-delta', delta: `answer ${signals.length}` }
    yield end
  })
  return { thinking, signals }
}

async function all<Value>(source: AsyncIterable<Value>): Promise<Value[]> {
  const values: Value[] = []
  for await (const value of source) values.push(value)
  return values
}

describe('a reply in secret', () => {
  it('is handed over to the same request, however much longer the quiet has grown', async () => {
    const { thinking, signals } = thinker()
    expect(await all(thinking.rehearse(requestOf('Hello?', 1_000), never))).toEqual(['answer 1'])
    expect(await all(thinking.think(requestOf('Hello?', 1_200), never))).toEqual([{ type: 'text-delta', delta: 'answer 1' }, end])
    expect(signals).toHaveLength(1)
    expect(thinking.stats()).toEqual({ started: 1, used: 1, thrownAway: 0 })
  })

  it('is not used for other words, nor twice', async () => {
    const { thinking } = thinker()
    await all(thinking.rehearse(requestOf('Hello?'), never))
    expect((await all(thinking.think(requestOf('Hello there?'), never)))[0]).toMatchObject({ delta: 'answer 2' })
    expect((await all(thinking.think(requestOf('Hello?'), never)))[0]).toMatchObject({ delta: 'answer 1' })
    expect((await all(thinking.think(requestOf('Hello?'), never)))[0]).toMatchObject({ delta: 'answer 3' })
  })

  it('is stopped and forgotten when the user goes on', async () => {
    const { thinking, signals } = thinker()
    const user = new AbortController()
    await all(thinking.rehearse(requestOf('Hello?'), user.signal))
    user.abort(new Error('The user went on.'))
    expect(signals[0]?.aborted).toBe(true)
    expect((await all(thinking.think(requestOf('Hello?'), never)))[0]).toMatchObject({ delta: 'answer 2' })
    expect(thinking.stats()).toEqual({ started: 1, used: 0, thrownAway: 1 })
  })

  it('that fails fails the reply that takes it over', async () => {
    const failing = rehearseThinking(async function* () {
      yield* []
      throw new Error('broken')
    })
    expect(await all(failing.rehearse(requestOf('Hello?'), never))).toEqual([])
    await expect(all(failing.think(requestOf('Hello?'), never))).rejects.toThrow('broken')
  })
})
