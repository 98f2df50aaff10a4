import type { Item } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { Call, createReply, typed } from './test-support/call.js'
import { inputUsage, outputAudioTokens, totalTokens } from './usage.js'

const items: Item[] = [
  { type: 'user-message', id: 'a', status: 'completed', content: [{ type: 'audio', transcript: 'not counted as text', durationMs: 1_010 }] },
  { type: 'assistant-message', id: 'b', status: 'completed', content: [{ type: 'audio', transcript: 'eight ch' }] },
  { type: 'tool-call', id: 'c', status: 'completed', callId: 'x', name: 'clock', arguments: '{}1' },
  { type: 'tool-output', id: 'd', callId: 'x', output: 'noon' },
  { type: 'user-message', id: 'e', status: 'completed', content: [{ type: 'image', url: 'data:,', detail: 'auto' }] },
]

describe('usage', () => {
  it('B1 user audio counts ten tokens a second, assistant audio twenty, text one for four characters, a picture 85', () => {
    expect(inputUsage('four', items)).toEqual({ inputTextTokens: 1 + 2 + 2 + 1, inputAudioTokens: 11, inputImageTokens: 85 })
    expect([0, 1, 50, 51, 1_000].map(outputAudioTokens)).toEqual([0, 1, 1, 2, 20])
  })

  it('B1 cached tokens are part of the input, not beside it', () => {
    expect(
      totalTokens({ inputTextTokens: 5, inputAudioTokens: 10, inputImageTokens: 0, cachedTextTokens: 3, outputTextTokens: 2, outputAudioTokens: 20 }),
    ).toBe(37)
  })

  it('B2 a spoken reply reports its text and the audio that left', () => {
    const call = Call.opened({ settings: { instructions: '' } })
    call.order(typed('hello'))
    call.order(createReply)
    call.says('Hi there my friend')
    expect(call.last('reply-ended').reply.usage).toEqual({
      inputTextTokens: 2,
      inputAudioTokens: 0,
      inputImageTokens: 0,
      cachedTextTokens: 0,
      outputTextTokens: 5,
      outputAudioTokens: 8,
    })
  })

  it('B2 what the model counted itself takes the place of the estimate', () => {
    const call = Call.opened({ settings: { modality: 'text' } })
    call.order(createReply)
    call.writes('Hi')
    const usage = { inputTokens: 100, outputTokens: 7, cachedTokens: 60 }
    call.feed({ type: 'thinking-ended', replyId: call.reply().work.plan.replyId, because: 'completed', usage })
    expect(call.last('reply-ended').reply.usage).toMatchObject({ inputTextTokens: 100, cachedTextTokens: 60, outputTextTokens: 7, outputAudioTokens: 0 })
  })

  it('B2 a reply that failed before it produced anything costs nothing', () => {
    const call = Call.opened()
    call.order(createReply)
    call.feed({ type: 'reply-failed', replyId: call.reply().work.plan.replyId, code: 'language-model-failed', message: '' })
    expect(totalTokens(call.last('reply-ended').reply.usage!)).toBe(0)
    expect(call.last('limits-updated').tokens).toMatchObject({ remaining: 1_000_000 })
  })

  it('B3 tokens are counted a minute at a time', () => {
    const call = Call.opened({ abilities: { tokensPerMinute: 1_000 }, settings: { modality: 'text', instructions: '' } })
    const reply = (): { limit: number; remaining: number; resetMs: number } => {
      call.order(createReply)
      call.feed({
        type: 'thinking-ended',
        replyId: call.reply().work.plan.replyId,
        because: 'completed',
        usage: { inputTokens: 300, outputTokens: 100, cachedTokens: 0 },
      })
      return call.last('limits-updated').tokens
    }
    call.wait(120_000)
    expect(reply()).toEqual({ limit: 1_000, remaining: 600, resetMs: 60_000 })
    call.wait(10_000)
    expect(reply()).toEqual({ limit: 1_000, remaining: 200, resetMs: 50_000 })
    expect(call.last('reply-started').tokens).toEqual({ limit: 1_000, remaining: 600, resetMs: 50_000 })
    expect(reply()).toMatchObject({ remaining: 0 })
    call.wait(50_000)
    expect(reply()).toEqual({ limit: 1_000, remaining: 600, resetMs: 60_000 })
  })
})
