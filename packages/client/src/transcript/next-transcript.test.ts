import { describe, expect, it } from 'vitest'
import type { TranscriptLine } from '../contract.js'
import { heardCharacters } from './heard-characters.js'
import { nextTranscript } from './next-transcript.js'

type Event = Parameters<typeof nextTranscript>[1]
const after = (events: readonly Event[], lines: readonly TranscriptLine[] = []) => events.reduce(nextTranscript, lines)

const spoken: Event[] = [
  { type: 'input_audio_buffer.speech_started', item_id: 'u1' },
  { type: 'conversation.item.input_audio_transcription.delta', item_id: 'u1', delta: 'What is' },
  {
    type: 'conversation.item.added',
    previous_item_id: null,
    item: { id: 'u1', type: 'message', role: 'user', content: [{ type: 'input_audio', transcript: null }] },
  },
]
const told: Event[] = [
  { type: 'conversation.item.added', previous_item_id: 'u1', item: { id: 'a1', type: 'message', role: 'assistant', status: 'in_progress', content: [] } },
  { type: 'response.output_audio_transcript.delta', item_id: 'a1', content_index: 0, delta: 'It is ' },
  { type: 'response.output_audio_transcript.delta', item_id: 'a1', content_index: 0, delta: 'noon.' },
]

describe('the transcript', () => {
  it('has a line for speech from its first sound on, and keeps the words that came before the item', () => {
    expect(after(spoken.slice(0, 1))).toMatchObject([{ itemId: 'u1', role: 'user', by: 'voice', status: 'partial', text: '' }])
    expect(after(spoken)).toMatchObject([{ text: 'What is', status: 'partial' }])
    const done = after([...spoken, { type: 'conversation.item.input_audio_transcription.completed', item_id: 'u1', transcript: 'What is it?' }])
    expect(done).toMatchObject([{ text: 'What is it?', status: 'final' }])
  })
  it('is final when the item is done, and takes the whole text in place of its pieces', () => {
    const lines = after([
      ...spoken,
      ...told,
      { type: 'response.output_audio_transcript.done', item_id: 'a1', content_index: 0, transcript: 'It is noon!' },
      { type: 'conversation.item.done', item: { id: 'a1', type: 'message', role: 'assistant', status: 'completed', content: [] } },
    ])
    expect(lines[1]).toMatchObject({ itemId: 'a1', role: 'assistant', by: 'voice', text: 'It is noon!', status: 'final' })
  })
  it('a second part of an item does not take the place of the first', () => {
    const lines = after([
      ...told,
      { type: 'response.output_audio_transcript.delta', item_id: 'a1', content_index: 1, delta: ' Or later.' },
      { type: 'response.output_audio_transcript.done', item_id: 'a1', content_index: 1, transcript: ' Or later.' },
    ])
    expect(lines[0]?.text).toBe('It is noon. Or later.')
  })
  it('follows the order that the server tells', () => {
    const item = (id: string, previous: string | null): Event => ({
      type: 'conversation.item.added',
      previous_item_id: previous,
      item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text: id }] },
    })
    expect(after([item('a', null), item('b', 'a'), item('c', 'a'), item('d', 'root'), item('e', 'unknown')]).map(({ itemId }) => itemId)).toEqual([
      'd',
      'a',
      'c',
      'b',
      'e',
    ])
    expect(after([item('a', null), item('b', 'a'), { type: 'conversation.item.deleted', item_id: 'a' }]).map(({ itemId }) => itemId)).toEqual(['b'])
  })
  it('shows calls and their results', () => {
    const lines = after([
      { type: 'conversation.item.added', previous_item_id: null, item: { id: 'f', type: 'function_call', name: 'get', arguments: '', status: 'in_progress' } },
      { type: 'conversation.item.done', item: { id: 'f', type: 'function_call', name: 'get', arguments: '{"a":1}', status: 'completed' } },
      { type: 'conversation.item.added', previous_item_id: 'f', item: { id: 'o', type: 'function_call_output', output: 'yes' } },
    ])
    expect(lines.map(({ role, text, status }) => [role, text, status])).toEqual([
      ['tool', 'get({"a":1})', 'final'],
      ['tool', 'yes', 'final'],
    ])
  })
  it('takes the server’s word for what was heard of a line that was cut off', () => {
    const cut = after([...told]).map((line) => ({ ...line, cutOff: true, heardCharacters: 9 }))
    const retrieved = (text: string): Event => ({
      type: 'conversation.item.retrieved',
      item: { id: 'a1', type: 'message', role: 'assistant', content: [{ type: 'output_audio', transcript: text }] },
    })
    expect(after([retrieved('It is')], cut)[0]?.heardCharacters).toBe(5)
    expect(after([retrieved('Something else')], cut)[0]?.heardCharacters).toBe(9)
  })
  it('is the same array when nothing changed', () => {
    const lines = after(told)
    expect(nextTranscript(lines, { type: 'rate_limits.updated' })).toBe(lines)
    expect(nextTranscript(lines, { type: 'conversation.item.done', item: { id: 'unknown', type: 'message' } })).toBe(lines)
  })
})

describe('the characters that were heard', () => {
  const text = 'one two three'
  it('are in proportion to the audio, back to the end of a whole word', () => {
    expect(heardCharacters(text, 700, 1_300)).toBe(7)
    expect(heardCharacters(text, 500, 1_300)).toBe(3)
    expect(heardCharacters(text, 100, 1_300)).toBe(0)
  })
  it('are none of nothing and all of everything', () => {
    expect(heardCharacters(text, 0, 1_300)).toBe(0)
    expect(heardCharacters(text, 1_400, 1_300)).toBe(13)
    expect(heardCharacters(text, 100, 0)).toBe(0)
    expect(heardCharacters('', 100, 200)).toBe(0)
  })
})
