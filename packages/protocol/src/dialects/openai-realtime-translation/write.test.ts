import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../vocabulary/events.js'
import type { ReplySnapshot, ReplyStatus } from '../../vocabulary/replies.js'
import { openaiTranslation } from './index.js'

const place = (itemId: string) => ({ replyId: 'resp_1', itemId, outputIndex: 0 })
const heard = (itemId: string, delta: string): SessionEvent => ({ type: 'transcript-delta', itemId, contentIndex: 0, delta })
const translated = (itemId: string, delta: string): SessionEvent => ({
  type: 'reply-text-delta',
  place: place(itemId),
  contentIndex: 0,
  modality: 'audio',
  delta,
})
const ended = (status: ReplyStatus): SessionEvent => ({ type: 'reply-ended', reply: { id: 'resp_1', status } as ReplySnapshot })

/** The events of one connection, without their ids. */
function write(...events: SessionEvent[]): object[] {
  const connection = openaiTranslation.connect(() => 'event_1')
  return events.flatMap((event) =>
    connection.write(event).map((message) => {
      const { event_id, ...body } = JSON.parse(message)
      expect(event_id).toBe('event_1')
      return body
    }),
  )
}

describe('in a translation session', () => {
  it('both transcripts are running texts: a turn begins with a space, a later piece of it does not', () => {
    const events = [
      heard('item_1', 'Good'),
      heard('item_1', ' morning.'),
      translated('item_2', 'Buenos'),
      heard('item_3', 'Thanks.'),
      translated('item_2', ' días.'),
    ]
    expect(write(...events, translated('item_4', 'Gracias.'))).toEqual([
      { type: 'session.input_transcript.delta', delta: 'Good' },
      { type: 'session.input_transcript.delta', delta: ' morning.' },
      { type: 'session.output_transcript.delta', delta: 'Buenos' },
      { type: 'session.input_transcript.delta', delta: ' Thanks.' },
      { type: 'session.output_transcript.delta', delta: ' días.' },
      { type: 'session.output_transcript.delta', delta: ' Gracias.' },
    ])
  })

  it('audio says what it is', () => {
    expect(write({ type: 'reply-audio-delta', place: place('item_2'), contentIndex: 0, audio: new Uint8Array([1, 2, 3]) })).toEqual([
      { type: 'session.output_audio.delta', delta: 'AQID', sample_rate: 24_000, channels: 1, format: 'pcm16' },
    ])
  })

  it('turns, items and responses have no word', () => {
    expect(
      write(
        { type: 'speech-started', itemId: 'item_1', audioStartMs: 0 },
        { type: 'turn-committed', itemId: 'item_1', previousItemId: null },
        { type: 'transcript-ended', itemId: 'item_1', contentIndex: 0, transcript: 'Good morning.', durationMs: 900 },
        { type: 'limits-updated', tokens: { limit: 1, remaining: 1, resetMs: 0 } },
        ended({ phase: 'completed' }),
      ),
    ).toEqual([])
  })

  it('a turn that was not translated, or not to its end, is told as an error', () => {
    expect(
      write(
        ended({ phase: 'failed', code: 'language-model-timed-out', message: 'It did not answer in time.' }),
        ended({ phase: 'incomplete', because: 'content-filter' }),
        { type: 'transcript-failed', itemId: 'item_1', contentIndex: 0, code: 'recognition-failed', message: '' },
      ),
    ).toMatchObject([
      { type: 'error', error: { code: 'language_model_timed_out', message: 'A turn could not be translated. It did not answer in time.' } },
      { type: 'error', error: { code: 'content_filter' } },
      { type: 'error', error: { code: 'recognition_failed', param: null, event_id: null } },
    ])
  })

  it('the end is told, and the link closed as usual; a fatal error closes it as everywhere', () => {
    const connection = openaiTranslation.connect(() => 'event_1')
    expect(write({ type: 'session-closed' })).toEqual([{ type: 'session.closed' }])
    expect(connection.closing({ type: 'session-closed' })?.code).toBe(1000)
    expect(connection.closing({ type: 'session-expired' })?.code).toBe(1001)
    expect(connection.closing({ type: 'failed', code: 'translation-needs-model', detail: {}, commandId: null })?.code).toBe(3000)
    expect(connection.closing({ type: 'failed', code: 'recognition-failed', detail: {}, commandId: null })).toBeNull()
  })
})
