import { expect, test } from 'vitest'
import { differences } from './compare.js'
import { joinDeltas } from './join-deltas.js'
import type { Happening } from './replay.js'

const told = (atMs: number, type: string, more: object = {}): Happening => ({ atMs, event: { type, event_id: 'event_0', ...more } })
const delta = (atMs: number, text: string) => told(atMs, 'response.output_text.delta', { item_id: 'a', delta: text })
const created = told(0, 'session.created', { session: { id: 's' } })
const started = told(0, 'response.created', { response: { id: 'r', audio: { output: { format: { type: 'audio/pcmu' } } } } })

test('events are met by the fields that are named', () => {
  const happened = [told(5, 'error', { error: { code: 'a', param: null }, more: [1, { deep: true, deeper: 1 }] })]
  expect(differences([{ type: 'error', error: { code: 'a' } }], happened)).toBeNull()
  expect(differences([{ atMs: 5, type: 'error', more: [1, { deep: true }] }], happened)).toBeNull()
  expect(differences([{ atMs: 6, type: 'error' }], happened)).toContain('atMs: expected 6, but it was 5')
  expect(differences([{ type: 'error', error: { code: 'b', param: 1 } }], happened)).toContain('error.code: expected "b", but it was "a"')
  expect(differences([{ type: 'error', more: [1] }], happened)).toContain('more: expected [1]')
})

test('what is missing and what nobody expected are told where they belong', () => {
  expect(differences([{ type: 'session.created' }, { type: 'response.created' }], [created])).toContain('- {"type":"response.created"}')
  expect(differences([{ type: 'session.created' }], [created, told(7, 'error', { error: {} })])).toContain('+ {"atMs":7,"type":"error","error":{}}')
  expect(differences([], [])).toBeNull()
})

test('order counts', () => {
  const happened = [created, told(0, 'input_audio_buffer.cleared')]
  expect(differences([{ type: 'session.created' }, { type: 'input_audio_buffer.cleared' }], happened)).toBeNull()
  expect(differences([{ type: 'input_audio_buffer.cleared' }, { type: 'session.created' }], happened)).not.toBeNull()
})

test('prompts are happenings like events, but for the instructions at their head', () => {
  const prompt: Happening = {
    atMs: 0,
    prompt: [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'Hello.', imageUrls: [] },
    ],
  }
  expect(differences([{ prompt: [{ role: 'user', text: 'Hello.' }] }], [prompt])).toBeNull()
  expect(differences([{ prompt: [{ role: 'user', text: 'Bye.' }] }], [prompt])).toContain('prompt[0].text')
  expect(differences([], [prompt])).not.toBeNull()
})

test('runs of deltas are one line, and may be left out', () => {
  const happened = joinDeltas([created, delta(1, 'Good '), delta(2, 'morning.'), told(3, 'error', { error: {} }), delta(4, ' Bye.')])
  const error = { type: 'error' }
  expect(differences([{ type: 'session.created' }, error], happened)).toBeNull()
  const run = { atMs: 1, type: 'response.output_text.delta', delta: 'Good morning.' }
  expect(differences([{ type: 'session.created' }, run, error, { type: 'response.output_text.delta', delta: ' Bye.' }], happened)).toBeNull()
  expect(differences([{ type: 'session.created' }, { ...run, delta: 'Good ' }, error], happened)).toContain('delta: expected "Good "')
})

test('runs of audio are told by their length', () => {
  const audio = (bytes: number) => told(0, 'response.output_audio.delta', { response_id: 'r', item_id: 'a', delta: Buffer.alloc(bytes).toString('base64') })
  expect(joinDeltas([started, audio(800), audio(804)])[1]).toMatchObject({ event: { audioMs: 201 } })
})

test('what must be absent is looked for from its place on, until its time', () => {
  const happened = [created, told(10, 'error', { error: {} }), told(20, 'error', { error: {} })]
  const [first, error] = [{ type: 'session.created' }, { type: 'error' }]
  expect(differences([first, error, error, { absent: 'error' }], happened)).toBeNull()
  expect(differences([first, { absent: 'error', untilMs: 10 }, error, error], happened)).toBeNull()
  expect(differences([first, { absent: 'error', untilMs: 11 }, error, error], happened)).toContain('error must be absent until 11 ms, but came at 10 ms')
  expect(differences([first, error, { absent: 'error' }, error], happened)).toContain('came at 20 ms')
})
