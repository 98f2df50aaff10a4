import { expect, it } from 'vitest'
import { openaiRealtime } from './index.js'
import { clientEventNames } from './wire.js'

/** mulberry32: the same seed gives the same walk. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const whole: object[] = [
  {
    type: 'session.update',
    event_id: 'e',
    session: {
      type: 'realtime',
      model: 'm',
      output_modalities: ['audio'],
      instructions: 'i',
      tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object' } }],
      tool_choice: { type: 'function', name: 'f' },
      max_output_tokens: 100,
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          transcription: { model: 'm', language: 'en' },
          noise_reduction: { type: 'near_field' },
          turn_detection: { type: 'server_vad', threshold: 0.5, idle_timeout_ms: 6_000 },
        },
        output: { format: { type: 'audio/pcmu' }, voice: { id: 'v' }, speed: 1 },
      },
      truncation: { type: 'retention_ratio', retention_ratio: 0.5 },
      tracing: { workflow_name: 'w' },
    },
  },
  {
    type: 'conversation.item.create',
    previous_item_id: 'root',
    item: {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 't' },
        { type: 'input_audio', audio: 'AAAA' },
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      ],
    },
  },
  { type: 'response.create', response: { conversation: 'none', input: [{ type: 'item_reference', id: 'i' }], metadata: { a: 'b' }, max_output_tokens: 'inf' } },
  { type: 'conversation.item.truncate', item_id: 'i', content_index: 0, audio_end_ms: 1 },
  { type: 'input_audio_buffer.append', audio: 'AAAA' },
]

const oddKeys = ['type', 'role', 'id', '__proto__', 'constructor', 'toString', '', '0', 'audio', 'ünï']

function oddValue(next: () => number, depth: number): unknown {
  const values: unknown[] = [null, true, 0, -1, 1.5, 1e308, '', 'auto', 'inf', 'AAAA', '\ud800', clientEventNames[Math.floor(next() * clientEventNames.length)]]
  const choice = Math.floor(next() * (depth > 3 ? values.length : values.length + 4))
  if (choice < values.length) return values[choice]
  const length = Math.floor(next() * 4)
  if (choice % 2) return Array.from({ length }, () => oddValue(next, depth + 1))
  return Object.fromEntries(Array.from({ length }, () => [oddKeys[Math.floor(next() * oddKeys.length)], oddValue(next, depth + 1)]))
}

/** A value in which something was replaced, dropped or added, somewhere. */
function damaged(value: unknown, next: () => number): unknown {
  if (typeof value !== 'object' || value === null || next() < 0.1) return next() < 0.7 ? oddValue(next, 0) : value
  const entries = Object.entries(value)
  const at = Math.floor(next() * (entries.length + 1))
  const entry = entries[at]
  if (!entry) entries.push([oddKeys[Math.floor(next() * oddKeys.length)]!, oddValue(next, 0)])
  else if (next() < 0.15) entries.splice(at, 1)
  else entries[at] = [entry[0], damaged(entry[1], next)]
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries)
}

/** Text of JSON that was cut, or of which a character was exchanged. */
function garbled(text: string, next: () => number): string {
  const at = Math.floor(next() * text.length)
  return next() < 0.5 ? text.slice(0, at) : text.slice(0, at) + String.fromCharCode(Math.floor(next() * 256)) + text.slice(at + 1)
}

it('whatever is sent becomes a command or is answered with an error', () => {
  const seed = Number(process.env.SEED ?? 20_261)
  console.log(`seed ${seed}`)
  const next = random(seed)
  const connection = openaiRealtime.connect(() => 'event_1')
  let commands = 0
  const rounds = 5_000
  for (let round = 0; round < rounds; round++) {
    const text = JSON.stringify(damaged(whole[round % whole.length], next)) ?? ''
    const message = next() < 0.1 ? garbled(text, next) : text
    const result = connection.read(next() < 0.2 ? new TextEncoder().encode(message) : message)
    if (result.type === 'command') commands++
    else {
      const { type, event_id, error } = JSON.parse(result.message)
      const keys = Object.keys(error).join()
      const isError = type === 'error' && event_id === 'event_1' && keys === 'type,code,message,param,event_id'
      if (!isError || /undefined|\[object |NaN/.test(error.message)) throw new Error(`${message} was answered with ${result.message}`)
    }
  }
  // Damage that always or never showed would test nothing.
  expect(commands).toBeGreaterThan(rounds / 100)
  expect(commands).toBeLessThan(rounds)
})
