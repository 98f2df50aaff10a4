import { SidetoneError } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { ManualClock, settle } from '../lib/clock.js'
import type { SpeakingSettings } from './contract.js'
import { createPace } from './pace.js'
import { createSpeak } from './speak.js'
import { speaking, WordSynthesiser, wordMs, written } from './test-support/spoken-reply.js'

describe('an end before the end', () => {
  const reason = new Error('interrupted')

  it('an abort while a chunk waits for its time stops at once with its reason', async () => {
    const reply = speaking(written('one two three four five.'), { leadMs: 100 })
    await reply.clock.advance(0)
    const before = reply.left.length
    expect(reply.clock.timers).toBe(1)
    reply.controller.abort(reason)
    await expect(reply.done).rejects.toBe(reason)
    expect(reply.left.length).toBe(before)
    expect(reply.clock.timers).toBe(0)
  })

  it('an abort while there is no text yet', async () => {
    let letGo = false
    const silent: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          letGo = true
          return { done: true, value: undefined }
        },
      }),
    }
    const reply = speaking(silent)
    await settle()
    reply.controller.abort(reason)
    await expect(reply.done).rejects.toBe(reason)
    expect(letGo).toBe(true)
  })

  it('an abort while the synthesiser hangs', async () => {
    const reply = speaking(written('One. Two.'), { behaviour: { hangs: 'Two.' } })
    await settle()
    expect(reply.durationMs).toBeCloseTo(wordMs, 6)
    reply.controller.abort(reason)
    await expect(reply.done).rejects.toBe(reason)
  })

  it('an abort before the beginning asks nobody for anything', async () => {
    const controller = new AbortController()
    controller.abort(reason)
    const synthesiser = new WordSynthesiser()
    const settings: SpeakingSettings = { voice: 'one', speed: 1, format: { encoding: 'pcm16', sampleRateHz: 16_000 }, leadMs: 0, longestPieceMs: 200 }
    const speak = createSpeak({ synthesiser, clock: new ManualClock() })
    await expect(speak(written('One.'), settings, createPace(), controller.signal)[Symbol.asyncIterator]().next()).rejects.toBe(reason)
    expect(synthesiser.requests).toEqual([])
  })

  it('a listener that leaves lets the text go', async () => {
    let letGo = false
    const text = (async function* () {
      try {
        for (;;) yield 'More and more of it. '
      } finally {
        letGo = true
      }
    })()
    const settings: SpeakingSettings = { voice: 'one', speed: 1, format: { encoding: 'pcm16', sampleRateHz: 16_000 }, leadMs: 0, longestPieceMs: 200 }
    for await (const _ of createSpeak({ synthesiser: new WordSynthesiser(), clock: new ManualClock() })(
      text,
      settings,
      createPace(),
      new AbortController().signal,
    ))
      break
    await settle()
    expect(letGo).toBe(true)
  })

  it('what a failing synthesiser has not said fails as synthesis-failed, behind what it had said', async () => {
    const reply = speaking(written('One. Two. Three.'), { behaviour: { fails: 'Two.' } })
    const failure = await reply.done.catch((error) => error)
    expect(failure).toBeInstanceOf(SidetoneError)
    expect(failure).toMatchObject({ code: 'synthesis-failed', cause: new Error('no voice left') })
    expect(reply.durationMs).toBeCloseTo(wordMs, 6)
    expect(reply.synthesiser.requests.map(({ text }) => text)).toEqual(['One.', 'Two.'])
  })

  it('the failure of the text comes through as it is, behind the clauses that were whole', async () => {
    const failure = new SidetoneError('language-model-failed', 'gone')
    const text = (async function* () {
      yield 'One. Two'
      throw failure
    })()
    const reply = speaking(text)
    await expect(reply.done).rejects.toBe(failure)
    expect(reply.durationMs).toBeCloseTo(wordMs, 6)
  })
})
