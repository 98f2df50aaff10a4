import { describe, expect, it } from 'vitest'
import type { TranscriptLine } from '../contract.js'
import { type KeptConversation, readKept, writeKept } from './kept-conversation.js'

const line = (itemId: string, text = ''): TranscriptLine => ({
  itemId,
  role: 'user',
  text,
  status: 'final',
  heardCharacters: null,
  cutOff: false,
  by: 'text',
  corrections: [],
})

function conversation({ unsure = [], transcript = [], session = null }: Partial<KeptConversation['link'] & KeptConversation['moment']> = {}): KeptConversation {
  return {
    version: 1,
    link: { token: 'a_token-1', received: 7, unsure },
    moment: { received: 7, transcript, session, arrived: { replies: [], parts: [] } },
    handled: 9,
    heard: { parts: [], sounding: null },
    replies: { active: null, awaited: false, calls: [], asks: 'not' },
    updates: { ids: [], count: 0 },
    format: { type: 'audio/pcmu' },
    userSpeaks: false,
    muted: false,
    beforePress: null,
  }
}

const written = (kept: KeptConversation) => readKept(writeKept(kept) ?? '')

describe('a kept conversation', () => {
  it('is read as it was written', () => {
    const kept = conversation({ transcript: [line('a', 'Hello.')], unsure: [[3, '{"type":"response.create"}']], session: { instructions: 'Be brief.' } })
    expect(written(kept)).toEqual(kept)
  })
  it('keeps what was said in writing and what was asked for, no audio and no secret', () => {
    const unsure = [
      '{"type":"conversation.item.create","item":{}}',
      '{"type":"input_audio_buffer.append","audio":"AAAA"}',
      '{"type":"session.update","session":{}}',
      '{"type":"response.create","response":{"tools":[{"type":"mcp","authorization":"secret"}]}}',
      '{"type":"response.cancel"}',
    ].map((message, at) => [at + 1, message] as const)
    expect(written(conversation({ unsure }))?.link.unsure.map(([number]) => number)).toEqual([1, 5])
  })
  it('is bounded: the oldest lines and messages go first, and a session of a million characters is not kept', () => {
    const long = 'x'.repeat(90_000)
    const transcript = Array.from({ length: 10 }, (_, at) => line(`${at}`, long))
    const unsure = [1, 2, 3].map((number) => [number, `{"type":"conversation.item.create","text":"${long.slice(0, 45_000)}"}`] as const)
    const kept = written(conversation({ transcript, unsure }))
    expect(kept?.moment.transcript.map(({ itemId }) => itemId)).toEqual(['6', '7', '8', '9'])
    expect(kept?.link.unsure.map(([number]) => number)).toEqual([2, 3])
    expect(writeKept(conversation({ session: { instructions: 'x'.repeat(1_000_000) } }))).toBeNull()
  })
  it.each([
    '',
    '{',
    '7',
    'null',
    '[]',
    '{"version":1}',
    JSON.stringify({ ...conversation(), version: 2 }),
    JSON.stringify({ ...conversation(), link: { token: 'not a, token', received: 1, unsure: [] } }),
    JSON.stringify({ ...conversation(), heard: null }),
    JSON.stringify({ ...conversation(), format: 'audio/pcm' }),
  ])('is nothing else: %s', (text) => {
    expect(readKept(text)).toBeNull()
  })
})
