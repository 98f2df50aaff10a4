import { describe, expect, test } from 'vitest'
import { settle } from '../lib/clock.js'
import { turnModelSamples } from '../providers/turn-model/contract.js'
import { createScriptedTurnModel, type ScriptedAnswer } from '../providers/turn-model/scripted/scripted-turn-model.js'
import { detecting, listen as listenWith } from './listen.test-support.js'

/** A listener with a turn model; the recogniser never answers. */
function listen(answers: readonly [ScriptedAnswer, ...ScriptedAnswer[]], settings = detecting) {
  const model = createScriptedTurnModel(answers)
  const signals: AbortSignal[] = []
  const turnModel: typeof model = {
    ...model,
    probability(samples, signal) {
      signals.push(signal)
      return model.probability(samples, signal)
    },
  }
  const words = Array.from({ length: 9 }, () => ({ pending: true }) as const)
  return { ...listenWith(settings, words, turnModel), signals, heard: model.heard }
}

describe('the turn model', () => {
  test('is asked once in a quiet, about the turn so far and the beginning of the quiet', async () => {
    const { say, hush, heard, last } = listen([{ probability: 0.9 }])
    hush(2_000)
    say(1_000)
    expect(heard).toHaveLength(0)
    hush(160)
    await settle()
    hush(500)
    expect(heard).toHaveLength(1)
    expect((heard[0] as Float32Array).length / 16).toBeGreaterThan(1_000 + 64)
    expect((heard[0] as Float32Array).length / 16).toBeLessThan(1_000 + 300 + 200)
    expect(last().turnModel).toEqual({ state: 'answered', probability: 0.9 })
  })

  test('is given the last 8 seconds of a long turn', async () => {
    const { say, hush, heard } = listen([{ probability: 0.9 }])
    say(12_000)
    hush(200)
    expect(heard.map(({ length }) => length)).toEqual([turnModelSamples])
  })

  test('nobody waits for it, and a failure is known as one', async () => {
    const { say, hush, last } = listen([{ pending: true }, { failure: 'broken' }])
    say(1_000)
    hush(300)
    await settle()
    hush(40)
    expect(last().turnModel).toEqual({ state: 'waiting' })
    say(1_000)
    hush(300)
    await settle()
    hush(40)
    expect(last().turnModel).toEqual({ state: 'failed' })
  })

  test('is asked anew in the next quiet; what it said of the last one is forgotten, what it was still to say is not waited for', async () => {
    const { say, hush, heard, last, signals } = listen([{ pending: true }, { probability: 0.3 }])
    say(1_000)
    hush(300)
    await settle()
    say(500)
    expect(signals[0]?.aborted).toBe(true)
    expect(last().turnModel).toBeUndefined()
    hush(300)
    await settle()
    hush(40)
    expect(heard).toHaveLength(2)
    expect(last().turnModel).toEqual({ state: 'answered', probability: 0.3 })
  })

  test('is not asked where a fixed quiet or the client ends the turn', () => {
    for (const settings of [
      { ...detecting, leastQuietMs: 500 },
      { ...detecting, keepAheadMs: null },
    ]) {
      const { say, hush, heard } = listen([{ probability: 0.9 }], settings)
      say(1_000)
      hush(500)
      expect(heard).toHaveLength(0)
    }
  })

  test('is left alone when the turn is taken, cleared or closed', async () => {
    for (const end of ['commit', 'clear', 'close'] as const) {
      const { listener, say, hush, signals, heard } = listen([{ pending: true }])
      say(1_000)
      hush(300)
      if (end === 'commit') listener.commit(null)
      else listener[end]()
      expect(signals[0]?.aborted).toBe(true)
      hush(500)
      expect(heard).toHaveLength(1)
    }
  })
})
