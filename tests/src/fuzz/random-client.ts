import { damaged, garbled } from '@sidetone/protocol/openai-realtime/fixtures/damage.js'
import type { Random } from '@sidetone/server/session/test-support/random.js'
import type { WireEvent } from '../support/wire-log.js'

/** A message and whether it was left whole. */
export interface RandomMessage {
  readonly message: object | string
  readonly kind: 'valid' | 'near-valid' | 'garbage'
}

type Make = (client: RandomClient) => object

/** Sends what clients send, in no sensible order, with ids that it was told and some that it made up; some of it damaged. */
export class RandomClient {
  readonly random: Random
  readonly #ids: [string, ...string[]] = ['nobody']
  readonly #makes: readonly [Make, ...Make[]]
  /** As a client of this form writes. */
  readonly #form: (message: object) => object | string
  #count = 0

  constructor(random: Random, form: (message: object) => object | string = (message) => message) {
    this.random = random
    this.#form = form
    this.#makes = makes
  }

  /** Takes note of ids. */
  hear(event: WireEvent): void {
    const id = event.item?.id ?? event.response?.id ?? event.item_id
    if (typeof id === 'string' && this.#ids.length < 500) this.#ids.push(id)
  }

  next(): RandomMessage {
    const whole = this.valid()
    if (this.random.chance(0.7)) return { message: whole, kind: 'valid' }
    const near = damaged(whole, () => this.random.next())
    if (this.random.chance(0.7) && typeof near === 'object' && near !== null) return { message: near, kind: 'near-valid' }
    return { message: garbled(JSON.stringify(near) ?? '', () => this.random.next()), kind: 'garbage' }
  }

  /** A whole message, under a name of its own. */
  valid(): object {
    return { event_id: `mine_event_${this.#count++}`, ...(this.#form(this.random.pick(this.#makes)(this)) as object) }
  }

  /** One that was not there before: an item that was deleted would give its id away. */
  newId(): string {
    return `mine_item_${this.#count++}`
  }

  anyId(): string {
    return this.random.pick(this.#ids)
  }
}

const item = (make: (client: RandomClient) => object): Make => {
  return (client) => ({
    type: 'conversation.item.create',
    item: { ...(client.random.chance(0.3) ? { id: client.newId() } : {}), ...make(client) },
    ...(client.random.chance(0.3) ? { previous_item_id: client.random.pick(['root', client.anyId()]) } : {}),
  })
}
const update = (make: (client: RandomClient) => object): Make => {
  return (client) => ({ type: 'session.update', session: { type: 'realtime', ...make(client) } })
}
const response = (make: (client: RandomClient) => object): Make => {
  return (client) => ({ type: 'response.create', response: make(client) })
}
const modality = ({ random }: RandomClient) => [random.pick(['audio', 'text'])]

/** Loud or silent PCM at 24 kHz. */
const audio: Make = ({ random }) => {
  const samples = new Int16Array(random.below(9_600))
  if (random.chance(0.6)) for (let at = 0; at < samples.length; at++) samples[at] = 20_000 * Math.sin(at / 9.5)
  return { type: 'input_audio_buffer.append', audio: Buffer.from(samples.buffer).toString('base64') }
}

/** Likelier messages stand here more often. */
const makes: readonly [Make, ...Make[]] = [
  ...([audio, audio, audio, audio] as const),
  () => ({ type: 'input_audio_buffer.commit' }),
  () => ({ type: 'input_audio_buffer.clear' }),
  () => ({ type: 'response.create' }),
  () => ({ type: 'response.create' }),
  response((client) => ({ output_modalities: modality(client) })),
  response((client) => ({ conversation: 'none', output_modalities: modality(client), metadata: { side: 'yes' } })),
  response((client) => ({ conversation: 'none', input: [{ type: 'item_reference', id: client.anyId() }] })),
  response(({ random }) => ({
    audio: { output: { voice: random.pick(['alloy', 'slt', 'nobody']) } },
    max_output_tokens: random.pick<number | string>([1, 'inf']),
  })),
  () => ({ type: 'response.cancel' }),
  (client) => ({ type: 'response.cancel', response_id: client.anyId() }),
  item(() => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello there.' }] })),
  item(() => ({ type: 'message', role: 'user', content: [{ type: 'input_audio', audio: 'AAAA'.repeat(1_600) }] })),
  item(() => ({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I said so.' }] })),
  item(() => ({ type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be kind.' }] })),
  item(({ random }) => ({ type: 'function_call_output', call_id: `call_${1 + random.below(4)}`, output: 'noon' })),
  (client) => ({ type: 'conversation.item.retrieve', item_id: client.anyId() }),
  (client) => ({ type: 'conversation.item.delete', item_id: client.anyId() }),
  (client) => ({ type: 'conversation.item.truncate', item_id: client.anyId(), content_index: 0, audio_end_ms: client.random.below(2_000) }),
  update(({ random }) => ({ audio: { input: { turn_detection: random.pick([null, { type: 'server_vad' }, { type: 'semantic_vad' }]) } } })),
  update(({ random }) => ({ audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 5_000, interrupt_response: random.chance(0.5) } } } })),
  update(({ random }) => ({ audio: { input: { transcription: random.pick([null, { model: 'whisper-1' }]) } } })),
  update((client) => ({ output_modalities: modality(client), instructions: 'Be brief.' })),
  update(({ random }) => ({ audio: { output: { voice: random.pick(['alloy', 'ash', 'nobody']) } } })),
  update(({ random }) => ({ audio: { input: { format: { type: random.pick(['audio/pcm', 'audio/pcmu']) } } } })),
  update(() => ({ tools: [{ type: 'function', name: 'clock' }], tool_choice: 'auto' })),
]
