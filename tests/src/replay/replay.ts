import type { ChatMessage } from '@sidetone/server/providers/llm/contract.js'
import { encode, lengthMs, packetMs, render, sampleRateOf, type WireFormat } from '../support/client-audio.js'
import { openScriptedGateway } from '../support/scripted-gateway.js'
import type { WireEvent } from '../support/wire-log.js'
import type { Conversation, TimelineLine } from './conversation.js'

/** An event that the server sent. */
export interface Told {
  readonly atMs: number
  readonly event: WireEvent
}

/** What came of a conversation: what the server told, or what the language model was asked. */
export type Happening = Told | { readonly atMs: number; readonly prompt: readonly ChatMessage[] }

/** Plays the client's side of a conversation; all of it happens within the hand-set clock. `assertScriptFollowed` throws when the providers were asked otherwise. */
export async function replay({ timeline, script }: Conversation): Promise<{ happenings: readonly Happening[]; assertScriptFollowed: () => void }> {
  const happenings: Happening[] = []
  let inputFormat: WireFormat = { type: 'audio/pcm' }
  let nowMs = () => 0
  const { client, clock, pass, assertScriptFollowed } = openScriptedGateway({
    script,
    onEvent: (event) => {
      happenings.push({ atMs: nowMs(), event })
      if (event.type === 'session.created' || event.type === 'session.updated') inputFormat = event.session.audio.input.format
    },
    onPrompt: ({ messages }) => happenings.push({ atMs: nowMs(), prompt: messages }),
  })
  nowMs = () => Math.round(clock.nowMs())

  const send = (message: object | string) => client.send(message)
  const sendAudio = (samples: Float32Array) => send({ type: 'input_audio_buffer.append', audio: encode(samples, inputFormat) })
  for (const step of steps(timeline)) {
    // What happens at the same moment is sent back to back.
    if (step.atMs > clock.nowMs()) await pass(step.atMs - clock.nowMs())
    step.perform({ send, sendAudio, leave: () => client.close(), sampleRateHz: () => sampleRateOf(inputFormat) })
  }
  await pass(0)
  return { happenings, assertScriptFollowed }
}

interface Actor {
  send(message: object | string): void
  sendAudio(samples: Float32Array): void
  leave(): void
  sampleRateHz(): number
}

interface Step {
  readonly atMs: number
  perform(actor: Actor): void
}

/** What the client does and when, packets of audio one by one. What happens at the same time happens in the order of the timeline. */
function steps(timeline: readonly TimelineLine[]): Step[] {
  return timeline.flatMap(stepsOf).sort((a, b) => a.atMs - b.atMs)
}

function stepsOf(line: TimelineLine): Step[] {
  const { atMs } = line
  if (line.from === 'server') return []
  if ('leaves' in line) return [{ atMs, perform: ({ leave }) => leave() }]
  if ('message' in line) return [{ atMs, perform: ({ send }) => send(line.message) }]
  const rendered = new Map<number, Float32Array>()
  const samplesAt = (sampleRateHz: number) => {
    const samples = rendered.get(sampleRateHz) ?? render(line.audio, sampleRateHz)
    rendered.set(sampleRateHz, samples)
    return samples
  }
  const audioMs = lengthMs(line.audio)
  return Array.from({ length: Math.ceil(audioMs / packetMs) }, (_, index) => ({
    atMs: atMs + Math.min(audioMs, (index + 1) * packetMs),
    perform: ({ sendAudio, sampleRateHz }) => {
      const perMs = sampleRateHz() / 1000
      sendAudio(samplesAt(sampleRateHz()).subarray(Math.round(index * packetMs * perMs), Math.round((index + 1) * packetMs * perMs)))
    },
  }))
}
