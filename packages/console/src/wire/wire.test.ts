import { describe, expect, it } from 'vitest'
import type { WireEntry } from '../session-log/wire-entry.js'
import { changedFields } from './changed-fields.js'
import { coverage } from './known-events.js'
import { categoryOf, type Filter, matches, noFilter } from './matches.js'
import { clock, sessionPage } from './session-page.js'

const entry = (direction: WireEntry['direction'], type: string, more: object = {}): WireEntry => ({
  number: 1,
  direction,
  atMs: 0,
  event: { type, ...more },
  before: null,
})

describe('the filter of events', () => {
  const update = entry('sent', 'session.update', { session: { instructions: 'Be Brief' } })
  it.each<[string, Partial<Filter>, WireEntry, boolean]>([
    ['everything', {}, update, true],
    ['no packets of audio', {}, entry('sent', 'input_audio_buffer.append'), false],
    ['packets when asked for', { audio: true }, entry('sent', 'input_audio_buffer.append'), true],
    ['one direction', { direction: 'received' }, update, false],
    ['one category', { category: 'reply' }, update, false],
    ['its category', { category: 'session' }, update, true],
    ['words in any case', { search: 'be brief' }, update, true],
    ['other words', { search: 'verbose' }, update, false],
  ])('lets through %s', (_, filter, candidate, expected) => {
    expect(matches(candidate, { ...noFilter, ...filter })).toBe(expected)
  })

  it.each([
    ['sidetone.turn.decision', 'sidetone'],
    ['error', 'error'],
    ['response.function_call_arguments.delta', 'tools'],
    ['mcp_list_tools.failed', 'tools'],
    ['response.done', 'reply'],
    ['conversation.item.added', 'conversation'],
    ['input_audio_buffer.speech_started', 'user audio'],
    ['rate_limits.updated', 'session'],
  ])('%s is of the category %s', (type, category) => {
    expect(categoryOf(type)).toBe(category)
  })
})

describe('what an update changes', () => {
  it('are the fields that it names and that differ', () => {
    const before = { voice: 'a', audio: { input: { format: { rate: 24_000 }, turn_detection: { type: 'server_vad' } } }, tools: [1] }
    const update = { voice: 'a', audio: { input: { turn_detection: null } }, tools: [1, 2], instructions: 'x' }
    expect(changedFields(before, update)).toEqual([
      { path: 'audio.input.turn_detection', before: { type: 'server_vad' }, after: null },
      { path: 'tools', before: [1], after: [1, 2] },
      { path: 'instructions', before: undefined, after: 'x' },
    ])
  })

  it('is nothing when it says what is so', () => {
    expect(changedFields({ a: { b: [1] } }, { a: { b: [1] } })).toEqual([])
  })
})

describe('events seen', () => {
  it('count those of the API, and list those beyond it', () => {
    const seen = coverage(
      'sent',
      new Map([
        ['sent session.update', 2],
        ['sent sidetone.ping', 1],
        ['received error', 1],
      ]),
    )
    expect(seen).toMatchObject({
      known: 1,
      ofKnown: 10,
      seen: [
        { type: 'session.update', count: 2 },
        { type: 'sidetone.ping', count: 1 },
      ],
    })
    expect(seen.unseen).toContain('response.create')
  })
})

describe('the saved session', () => {
  it('is one page without a link to elsewhere, in which words stay words', () => {
    const words = '</script><script>alert(1)</script><img src=x onerror=alert(1)>'
    const page = sessionPage({
      savedAt: '2026-11-23T05:00:00.000Z',
      startedAtMs: 0,
      entries: [entry('received', 'response.output_audio_transcript.done', { transcript: words, item_id: 'i' })],
      droppedEntries: 3,
      pieces: [{ side: 'reply', itemId: 'i', sampleRateHz: 24_000, audioStartMs: 0, atMs: 61_234, durationMs: 10, packets: [new Int16Array(240)] }],
      droppedAudioMs: 0,
      turns: [],
      stories: [],
      session: { instructions: words },
      beganBefore: true,
    }).join('')
    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('<img')
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/)
    expect(page).toContain('src="data:audio/wav;base64,UklGR')
    expect(page).toContain('1:01.234')
    expect(page).toContain('the first 3 events')
    expect(page).toContain('what was before was not kept')
  })

  it.each([
    [0, '0:00.000'],
    [65_004.4, '1:05.004'],
    [-5, '0:00.000'],
  ])('%d ms is written %s', (ms, written) => {
    expect(clock(ms)).toBe(written)
  })
})
