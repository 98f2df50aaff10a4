import { join } from 'node:path'
import { bytesFromInt16, int16FromFloat } from '@sidetone/audio'
import type { TurnDecided } from '@sidetone/protocol'
import type { SpeculationReport } from '../lib/speculation.js'
import type { ChatMessage } from '../providers/llm/contract.js'
import type { TimelineLine } from '../recording/format.js'
import { createFileReader, encode, inputFormatOf, lengthMs, packetMs, type ReadFile, render, sampleRateOf, type WireFormat } from './client-audio.js'
import type { Conversation } from './conversation.js'
import { openScriptedGateway, type ScriptedGatewayOptions } from './scripted-gateway.js'
import type { WireEvent } from './wire-event.js'

/** An event that the server sent. */
export interface Told {
  readonly atMs: number
  readonly event: WireEvent
}

/** What came of a conversation: what the server told, or what the language model was asked. */
export type Happening = Told | { readonly atMs: number; readonly prompt: readonly ChatMessage[] }

export interface Replayed {
  readonly happenings: readonly Happening[]
  readonly decisions: readonly TurnDecided[]
  /** What was begun before its decision, and what became of it. */
  readonly ahead: SpeculationReport
  /** Throws when the providers were asked otherwise. */
  assertScriptFollowed(): void
}

/** `providers` and `rest`: instead of those of the script. `change`: what the client sends instead of a message of the timeline; it may be several. */
export interface ReplayOptions extends Pick<ScriptedGatewayOptions, 'providers' | 'suppressor' | 'rest' | 'record' | 'speculation'> {
  readonly change?: (message: object | string) => readonly (object | string)[]
}

/** Plays the client's side of a conversation; all of it happens within the hand-set clock. */
export async function replay(
  { folder, timeline, script }: Pick<Conversation, 'folder' | 'timeline' | 'script'>,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const happenings: Happening[] = []
  const decisions: TurnDecided[] = []
  const readFile = createFileReader()
  let inputFormat: WireFormat = { type: 'audio/pcm' }
  let nowMs = () => 0
  const { change = (message) => [message], ...gateway } = options
  const { client, ear, clock, ledger, pass, assertScriptFollowed } = openScriptedGateway({
    ...gateway,
    script,
    readFile: (file) => readFile(join(folder, file)),
    onEvent: (event) => {
      happenings.push({ atMs: nowMs(), event })
      if (event.type === 'session.created' || event.type === 'session.updated') inputFormat = inputFormatOf(event.session)
    },
    onSessionEvent: (event) => {
      if (event.type === 'turn-decided') decisions.push(event)
    },
    onPrompt: ({ messages }) => happenings.push({ atMs: nowMs(), prompt: messages }),
  })
  nowMs = () => Math.round(clock.nowMs())

  const send = (message: object | string) => client.send(message)
  const actor: Actor = {
    send: (message) => {
      for (const each of change(message)) send(each)
    },
    sendAudio: (samples) => {
      if (script.session?.sound === 'beside') return ear.speak(bytesFromInt16(int16FromFloat(samples)))
      send({ type: `${script.session?.kind?.type === 'translation' ? 'session.' : ''}input_audio_buffer.append`, audio: encode(samples, inputFormat) })
    },
    leave: () => client.close(),
    sampleRateHz: () => sampleRateOf(inputFormat),
  }
  for (const step of steps(timeline, readFile)) {
    // What happens at the same moment is sent back to back.
    if (step.atMs > clock.nowMs()) await pass(step.atMs - clock.nowMs())
    step.perform(actor)
  }
  await pass(0)
  return { happenings, decisions, ahead: ledger.report(), assertScriptFollowed }
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
function steps(timeline: readonly TimelineLine[], readFile: ReadFile): Step[] {
  return timeline.flatMap((line) => stepsOf(line, readFile)).sort((a, b) => a.atMs - b.atMs)
}

function stepsOf(line: TimelineLine, readFile: ReadFile): Step[] {
  const { atMs } = line
  if (line.from !== 'client') return []
  if ('leaves' in line) return [{ atMs, perform: ({ leave }) => leave() }]
  if ('message' in line) return [{ atMs, perform: ({ send }) => send(line.message) }]
  const rendered = new Map<number, Float32Array>()
  const samplesAt = (sampleRateHz: number) => {
    const samples = rendered.get(sampleRateHz) ?? render(line.audio, sampleRateHz, readFile)
    rendered.set(sampleRateHz, samples)
    return samples
  }
  const audioMs = lengthMs(line.audio, readFile)
  const packets = line.packetsAtMs
    ? line.packetsAtMs.map((arrivedAtMs) => ({ atMs: arrivedAtMs, lengthMs: audioMs / (line.packetsAtMs?.length ?? 1) }))
    : Array.from({ length: Math.ceil(audioMs / packetMs) }, (_, index) => ({ atMs: atMs + Math.min(audioMs, (index + 1) * packetMs), lengthMs: packetMs }))
  return packets.map((packet, index) => ({
    atMs: packet.atMs,
    perform: ({ sendAudio, sampleRateHz }) => {
      const perMs = sampleRateHz() / 1000
      sendAudio(samplesAt(sampleRateHz()).subarray(Math.round(index * packet.lengthMs * perMs), Math.round((index + 1) * packet.lengthMs * perMs)))
    },
  }))
}
