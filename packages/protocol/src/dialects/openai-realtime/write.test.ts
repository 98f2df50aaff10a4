import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../vocabulary/events.js'
import { created, session, sessionMessage, started } from './fixtures/scenario.js'
import { textTurns } from './fixtures/text-turns.js'
import { voiceTurns } from './fixtures/voice-turns.js'
import { openaiRealtime } from './index.js'

function connection() {
  let count = 0
  return openaiRealtime.connect(() => `event_${++count}`)
}

function messagesOf(events: readonly SessionEvent[]) {
  const { write } = connection()
  return events.flatMap(write).map((message) => JSON.parse(message) as { type: string; event_id: string })
}

describe('a client sees, in this order and to the last key,', () => {
  for (const { title, events, messages } of [...voiceTurns, ...textTurns]) {
    it(title, () => {
      const seen = messagesOf(events)
      expect(seen.map(({ type }) => type)).toEqual(messages.map(({ type }) => type))
      expect(seen).toStrictEqual(messages.map((message, index) => ({ ...message, event_id: `event_${index + 1}` })))
    })
  }
})

describe('a message', () => {
  it('begins with its type and event_id, as on the real wire', () => {
    for (const { events } of [...voiceTurns, ...textTurns]) {
      for (const message of messagesOf(events)) expect(Object.keys(message).slice(0, 2)).toEqual(['type', 'event_id'])
    }
  })

  it('of audio is valid JSON whatever the ids are', () => {
    const place = { replyId: 'resp "1"', itemId: 'item\\2', outputIndex: 3 }
    const audio = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256)
    const [message] = connection().write({ type: 'reply-audio-delta', place, contentIndex: 1, audio })
    expect(JSON.parse(message!)).toStrictEqual({
      type: 'response.output_audio.delta',
      event_id: 'event_1',
      response_id: 'resp "1"',
      item_id: 'item\\2',
      output_index: 3,
      content_index: 1,
      delta: Buffer.from(audio).toString('base64'),
    })
  })

  it('of audio holds the bytes of the view that was lent, not of the buffer behind it', () => {
    const place = { replyId: 'r', itemId: 'i', outputIndex: 0 }
    const audio = new Uint8Array([9, 9, 1, 2, 3, 9]).subarray(2, 5)
    expect(connection().write({ type: 'reply-audio-delta', place, contentIndex: 0, audio })[0]).toContain('"delta":"AQID"')
  })
})

describe('transcripts of the user', () => {
  const transcripts: SessionEvent[] = [
    { type: 'transcript-delta', itemId: 'item_U', contentIndex: 0, delta: 'Hello' },
    { type: 'transcript-ended', itemId: 'item_U', contentIndex: 0, transcript: 'Hello', durationMs: 1_000 },
    { type: 'transcript-failed', itemId: 'item_U', contentIndex: 0, code: 'recognition-failed', message: 'No.' },
  ]
  const silent = { ...session, settings: { ...session.settings, transcription: null } }

  it('are not reported while the session has no transcription', () => {
    expect(messagesOf([{ type: 'session-started', session: silent }, ...transcripts]).map(({ type }) => type)).toEqual(['session.created'])
  })

  it('are reported from the update on that asks for them', () => {
    const seen = messagesOf([{ type: 'session-started', session: silent }, started, { type: 'settings-updated', session }, ...transcripts])
    expect(seen.slice(2).map(({ type }) => type)).toEqual([
      'session.updated',
      'conversation.item.input_audio_transcription.delta',
      'conversation.item.input_audio_transcription.completed',
      'conversation.item.input_audio_transcription.failed',
    ])
    expect(seen[1]).toMatchObject(created)
    expect(seen[2]).toMatchObject({ session: sessionMessage })
  })
})
