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

describe('how sure the recogniser was', () => {
  const heard: SessionEvent = { type: 'transcript-delta', itemId: 'item_U', contentIndex: 0, delta: 'Hello' }

  it('is told as unknown to clients that ask for it, and not at all to others', () => {
    const asked = { ...session, settings: { ...session.settings, kept: { include: ['item.input_audio_transcription.logprobs'] } } }
    expect(messagesOf([{ type: 'session-started', session: asked }, heard])[1]).toHaveProperty('logprobs', null)
    expect(messagesOf([started, heard])[1]).not.toHaveProperty('logprobs')
  })
})

describe('an item that is retrieved', () => {
  it('bears the audio of its spoken part, where there is any', () => {
    const item = { type: 'user-message', id: 'item_U', status: 'completed', content: [{ type: 'audio', transcript: 'Hi.', durationMs: 1 }] } as const
    expect(messagesOf([{ type: 'item-retrieved', item, audio: Uint8Array.from([0, 1, 2, 3]) }])[0]).toMatchObject({
      item: { content: [{ type: 'input_audio', transcript: 'Hi.', audio: 'AAECAw==' }] },
    })
  })
})

describe('decisions about turns', () => {
  const { turnDetection: detection } = session.settings
  if (detection === null) throw new Error('The fixture has turn detection.')
  const decided: SessionEvent = {
    type: 'turn-decided',
    decision: 'user-finished',
    reason: 'quiet for 210 ms',
    evidence: { quietMs: 210, complete: true },
    words: 'hello',
    detection,
    audioMs: 1_216.4,
    atMs: 1_240.2,
  }

  it('are not told to clients that do not know them', () => {
    expect(messagesOf([started, decided]).map(({ type }) => type)).toEqual(['session.created'])
  })

  it('are told from the update on whose include names them, until one that does not', () => {
    const { write, read } = connection()
    const update = (include: string[] | null) => read(JSON.stringify({ type: 'session.update', session: { type: 'realtime', include } }))
    expect(update(['sidetone.turn.decision'])).toMatchObject({ command: { patch: { kept: { include: ['sidetone.turn.decision'] } } } })
    expect(update(['sidetone.turn.decisions'])).toMatchObject({ type: 'rejected' })
    const asked: SessionEvent = {
      type: 'settings-updated',
      session: { ...session, settings: { ...session.settings, kept: { include: ['sidetone.turn.decision'] } } },
    }
    write(asked)
    expect(write(decided).map((message) => JSON.parse(message))).toEqual([
      {
        type: 'sidetone.turn.decision',
        event_id: 'event_3',
        decision: 'user_finished',
        reason: 'quiet for 210 ms',
        evidence: { quiet_ms: 210, complete: true },
        transcript: 'hello',
        turn_detection: sessionMessage.audio.input.turn_detection,
        audio_ms: 1_216,
        at_ms: 1_240,
      },
    ])
    write({ type: 'settings-updated', session })
    expect(write(decided)).toEqual([])
  })
})
