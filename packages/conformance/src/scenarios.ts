import type { Call } from './call/call.js'
import type { Bench, Scenario } from './check.js'
import type { WireEvent } from './contract.js'
import { atLength, message, question, respond, respondInText, update } from './say.js'
import { base64Of, Microphone } from './speech/microphone.js'
import { expectThat, Unknown } from './verdict.js'

/* Conversations that several checks look at. */

export interface ReplyTrace {
  readonly call: Call
  readonly events: readonly WireEvent[]
  readonly done: WireEvent
}

export async function untilDone(call: Call): Promise<WireEvent> {
  const created = await call.until('response.created')
  return call.until('response.done', ({ response }) => response.id === created.response.id)
}

async function traceFrom(call: Call, place: number, done: WireEvent): Promise<ReplyTrace> {
  // What belongs behind the end of a reply comes before the next answer.
  await call.settle()
  return { call, events: call.from(place), done }
}

export const connected: Scenario<{ call: Call; created: WireEvent }> = async (bench) => {
  const call = await bench.open()
  await call.settle()
  return { call, created: call.events[0] as WireEvent }
}

export const textTurn: Scenario<ReplyTrace> = async (bench) => {
  const call = await bench.open()
  const place = call.events.length
  call.send(message(question, {}, 'item_conformance_1'))
  call.send(respondInText())
  return traceFrom(call, place, await untilDone(call))
}

export const spokenReply: Scenario<ReplyTrace> = async (bench) => {
  const call = await bench.open()
  const place = call.events.length
  call.send(message('Say hello.'))
  call.send(respond())
  return traceFrom(call, place, await untilDone(call))
}

const transcription = (bench: Bench) => ({ model: bench.options.transcriptionModel ?? 'gpt-4o-mini-transcribe' })

export interface VoiceTrace extends ReplyTrace {
  readonly itemId: string
}

/** One spoken turn under this detection, with its transcript and reply. */
async function voiceTurn(bench: Bench, turnDetection: object): Promise<VoiceTrace> {
  const call = await bench.open()
  call.send(update({ audio: { input: { transcription: transcription(bench), turn_detection: turnDetection } } }))
  await call.until('session.updated')
  const place = call.events.length
  const microphone = new Microphone(call, bench.signal)
  microphone.say(bench.speech)
  const { item_id: itemId } = await call.until('input_audio_buffer.committed')
  const response = untilDone(call)
  await call.seen(place, 'conversation.item.input_audio_transcription.completed', (event) => event.item_id === itemId)
  const done = await response
  microphone.close()
  return { ...(await traceFrom(call, place, done)), itemId }
}

export const serverVadTurn: Scenario<VoiceTrace> = (bench) => voiceTurn(bench, { type: 'server_vad' })
export const semanticVadTurn: Scenario<VoiceTrace> = (bench) => voiceTurn(bench, { type: 'semantic_vad', eagerness: 'high' })

/** Two turns without replies, the second with the microphone still open. */
export const twoTurns: Scenario<{ events: readonly WireEvent[] }> = async (bench) => {
  const call = await bench.open()
  call.send(update({ audio: { input: { turn_detection: { type: 'server_vad', create_response: false } } } }))
  await call.until('session.updated')
  const place = call.events.length
  const microphone = new Microphone(call, bench.signal)
  for (let turn = 0; turn < 2; turn++) {
    microphone.say(bench.speech)
    await call.until('input_audio_buffer.committed')
  }
  microphone.close()
  await call.settle()
  return { events: call.from(place) }
}

/** Audio that the client commits itself. */
export const manualTurn: Scenario<ReplyTrace & { beforeAsking: readonly WireEvent[] }> = async (bench) => {
  const call = await bench.open()
  call.send(update({ audio: { input: { turn_detection: null } } }))
  await call.until('session.updated')
  const place = call.events.length
  call.send({ type: 'input_audio_buffer.append', audio: base64Of(bench.speech) })
  call.send({ type: 'input_audio_buffer.commit' })
  await call.until('conversation.item.done')
  await call.settle()
  const beforeAsking = call.from(place)
  const asked = call.events.length
  call.send(respondInText())
  return { ...(await traceFrom(call, asked, await untilDone(call))), beforeAsking }
}

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather of a city now.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

/** A function that has to be called, its output sent at once, before the reply has ended, and the reply to the output. */
export const functionCall: Scenario<ReplyTrace & { item: WireEvent; answered: readonly WireEvent[] }> = async (bench) => {
  const call = await bench.open()
  call.send(update({ tools: [weather], output_modalities: ['text'] }))
  call.send(message('What is the weather in Paris?'))
  const place = call.events.length
  call.send(respondInText({ tool_choice: { type: 'function', name: 'get_weather' } }))
  const called = await call.until('response.output_item.done', ({ item }) => item.type === 'function_call')
  call.send({
    type: 'conversation.item.create',
    item: { id: 'item_conformance_out', type: 'function_call_output', call_id: called.item.call_id, output: '{"celsius":21}' },
  })
  const done = await call.seen(place, 'response.done')
  await call.seen(place, 'conversation.item.done', ({ item }) => item.type === 'function_call_output')
  const answeredFrom = call.events.length
  call.send(respondInText({ tool_choice: 'none' }))
  await untilDone(call)
  const answered = call.from(answeredFrom)
  return { ...(await traceFrom(call, place, done)), item: called.item, answered }
}

/** A long spoken reply of which the first sound has come. Asks again for nothing: a reply that has ended by then is told as such. */
export async function longReply(bench: Bench, session: object = {}): Promise<{ call: Call; place: number; created: WireEvent; itemId: string }> {
  const call = await bench.open()
  call.send(update({ instructions: atLength, ...session }))
  await call.until('session.updated')
  call.send(message(question))
  const place = call.events.length
  call.send(respond())
  const created = await call.until('response.created')
  const sound = await call.until('response.output_audio.delta')
  return { call, place, created, itemId: sound.item_id }
}

export const cancelledReply: Scenario<ReplyTrace> = async (bench) => {
  const { call, place, created } = await longReply(bench)
  call.send({ type: 'response.cancel' })
  const done = await call.until('response.done', ({ response }) => response.id === created.response.id)
  if (done.response.status === 'completed') throw new Unknown('skipped', 'the reply had ended before the cancellation came')
  return traceFrom(call, place, done)
}

export const bargeIn: Scenario<ReplyTrace & { startedAt: number; doneAt: number }> = async (bench) => {
  const { call, place, created } = await longReply(bench, {
    audio: { input: { turn_detection: { type: 'server_vad', create_response: false, interrupt_response: true } } },
  })
  const microphone = new Microphone(call, bench.signal)
  microphone.say(bench.speech)
  const done = await call.until('response.done', ({ response }) => response.id === created.response.id)
  if (done.response.status === 'completed') throw new Unknown('skipped', 'the reply had been sent to its end before speech was noticed')
  await call.seen(place, 'input_audio_buffer.speech_started')
  microphone.close()
  const trace = await traceFrom(call, place, done)
  return { ...trace, startedAt: trace.events.findIndex(({ type }) => type === 'input_audio_buffer.speech_started'), doneAt: trace.events.indexOf(done) }
}

/** The length of PCM16 at 24 kHz. */
const soundMs = ({ delta }: WireEvent) => Buffer.byteLength(delta, 'base64') / 48

/** A cancelled reply of which only the first 200 ms were heard, then only 100: what was answered, and how the item stood between. */
export const truncatedReply: Scenario<{ itemId: string; answers: readonly WireEvent[]; before: string; retrieved: WireEvent; again: WireEvent }> = async (
  bench,
) => {
  const { call, created, itemId } = await longReply(bench)
  // A server may send as little as 20 ms at a time, and more than was sent cannot be truncated.
  for (let sentMs = 0; sentMs <= 200; ) sentMs += soundMs(await call.until('response.output_audio.delta'))
  call.send({ type: 'response.cancel' })
  const done = await call.until('response.done', ({ response }) => response.id === created.response.id)
  const item = (done.response.output as WireEvent[]).find(({ id }) => id === itemId)
  expectThat(item !== undefined, 'the reply does not hold the item whose audio was sent', [done])
  await call.settle()
  const place = call.events.length
  const truncate = (audioEndMs: number) => call.send({ type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms: audioEndMs })
  truncate(200)
  await call.until('conversation.item.truncated')
  await call.settle()
  const answers = call.from(place)
  call.send({ type: 'conversation.item.retrieve', item_id: itemId })
  const retrieved = await call.until('conversation.item.retrieved')
  truncate(100)
  const again = await call.until('conversation.item.truncated')
  return { itemId, answers, before: item.content[0]?.transcript ?? '', retrieved, again }
}
