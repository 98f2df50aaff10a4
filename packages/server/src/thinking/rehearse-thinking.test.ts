import { describe, expect, it } from 'vitest'
import { sleep } from '../lib/abort.js'
import { ManualClock } from '../lib/clock.js'
import { SpeculationLedger } from '../lib/speculation.js'
import type { ChatPart } from '../providers/llm/contract.js'
import type { Think, ThinkingRequest } from './contract.js'
import { rehearseThinking } from './rehearse-thinking.js'

const never = new AbortController().signal
const end: ChatPart = { type: 'end', because: 'completed', usage: null }

function requestOf(transcript: string, durationMs = 1_000): ThinkingRequest {
  const content = [{ type: 'audio' as const, transcript, durationMs }]
  const items = [{ type: 'user-message' as const, id: 'item_1', status: 'completed' as const, content }]
  return { instructions: '', items, tools: [], toolChoice: 'auto', maxOutputTokens: 'unlimited', modality: 'audio' }
}

function rehearsed(think: Think) {
  const clock = new ManualClock()
  const ledger = new SpeculationLedger(clock)
  return { clock, thinking: rehearseThinking({ think, ledger, promptTokens: () => 100 }), counts: () => ledger.report().requests }
}

/** Answers every request with one word, and notes the signal of each. */
function thinker(usage: (ChatPart & { type: 'end' })['usage'] = null) {
  const signals: AbortSignal[] = []
  const made = rehearsed(async function* (_, signal) {
    signals.push(signal)
    yield { type: 'text-delta', delta: `answer ${signals.length}` }
    yield { ...end, usage }
  })
  return { ...made, signals }
}

async function all<Value>(source: AsyncIterable<Value>): Promise<Value[]> {
  const values: Value[] = []
  for await (const value of source) values.push(value)
  return values
}

describe('a reply in secret', () => {
  it('is handed over to the same request, however much longer the quiet has grown', async () => {
    const { thinking, signals, counts } = thinker()
    expect(await all(thinking.rehearse(requestOf('Hello?', 1_000), never))).toEqual(['answer 1'])
    expect(await all(thinking.think(requestOf('Hello?', 1_200), never))).toEqual([{ type: 'text-delta', delta: 'answer 1' }, end])
    expect(signals).toHaveLength(1)
    expect(counts()).toMatchObject({ started: 1, used: 1, thrownAway: 0, thrownAwayTokens: 0 })
  })

  it('is not used for other words, nor twice', async () => {
    const { thinking } = thinker()
    await all(thinking.rehearse(requestOf('Hello?'), never))
    expect((await all(thinking.think(requestOf('Hello there?'), never)))[0]).toMatchObject({ delta: 'answer 2' })
    expect((await all(thinking.think(requestOf('Hello?'), never)))[0]).toMatchObject({ delta: 'answer 1' })
    expect((await all(thinking.think(requestOf('Hello?'), never)))[0]).toMatchObject({ delta: 'answer 3' })
  })

  it('is stopped and forgotten when the user goes on', async () => {
    const { thinking, signals, counts } = thinker()
    const user = new AbortController()
    await all(thinking.rehearse(requestOf('Hello?'), user.signal))
    user.abort(new Error('The user went on.'))
    expect(signals[0]?.aborted).toBe(true)
    expect((await all(thinking.think(requestOf('Hello?'), never)))[0]).toMatchObject({ delta: 'answer 2' })
    expect(counts()).toMatchObject({ started: 1, used: 0, thrownAway: 1 })
  })

  it('that fails fails the reply that takes it over', async () => {
    const { thinking: failing } = rehearsed(async function* () {
      yield* []
      throw new Error('broken')
    })
    expect(await all(failing.rehearse(requestOf('Hello?'), never))).toEqual([])
    await expect(all(failing.think(requestOf('Hello?'), never))).rejects.toThrow('broken')
  })

  it('that is thrown away has cost what the model reported, or else the prompt and what was written', async () => {
    for (const [usage, tokens] of [
      [{ inputTokens: 250, outputTokens: 4, cachedTokens: 0 }, 254],
      [null, 100 + 2],
    ] as const) {
      const { thinking, counts } = thinker(usage)
      const user = new AbortController()
      await all(thinking.rehearse(requestOf('Hello?'), user.signal))
      user.abort(new Error('The user went on.'))
      expect(counts()).toMatchObject({ thrownAwayTokens: tokens })
    }
  })

  it('has taken the time until it was over, or was thrown away', async () => {
    const { clock, thinking, counts } = rehearsed(async function* (_, signal) {
      await sleep(clock, 300, signal)
      yield end
    })
    const user = new AbortController()
    thinking.rehearse(requestOf('Hello?'), user.signal)
    await clock.advance(120)
    user.abort(new Error('The user went on.'))
    thinking.rehearse(requestOf('Hello there?'), new AbortController().signal)
    await clock.advance(500)
    expect(counts()).toMatchObject({ thrownAwayMs: 120, spentMs: 420 })
  })
})
