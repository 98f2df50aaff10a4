import { durationOf, outputFormatOf, type WireFormat } from './client-audio.js'
import type { Happening, Told } from './replay.js'
import type { WireEvent } from './wire-event.js'

/**
 * Runs of deltas become one: the pieces between two other happenings, joined by what they are pieces of. Text is joined; of audio its length is told,
 * as `audioMs`, in whole milliseconds. A run stands at the time and place of its first piece. Of the audio of an item that is retrieved its bytes are counted.
 */
export function joinDeltas(happenings: readonly Happening[]): Happening[] {
  const joined: Happening[] = []
  const formats = new Map<string, WireFormat>()
  /** Where in `joined` each run is that goes on. */
  let runs = new Map<string, number>()
  for (const happening of happenings) {
    if (!isDelta(happening)) {
      if ('event' in happening && happening.event.type === 'response.created')
        formats.set(happening.event.response.id, outputFormatOf(happening.event.response))
      runs = new Map()
      joined.push('event' in happening && happening.event.type === 'conversation.item.retrieved' ? counted(happening) : happening)
      continue
    }
    const { event } = happening
    const run = `${event.type} ${event.item_id}`
    const piece = audioDeltas.has(event.type) ? measured(event, formats.get(event.response_id) ?? translationFormat) : event
    const before = joined[runs.get(run) ?? -1]
    if (before && 'event' in before) joined[runs.get(run)!] = { ...before, event: joinedWith(before.event, piece) }
    else {
      runs.set(run, joined.length)
      joined.push({ ...happening, event: piece })
    }
  }
  return joined.map((happening) => ('event' in happening && 'audioMs' in happening.event ? { ...happening, event: rounded(happening.event) } : happening))
}

const audioDeltas: ReadonlySet<string> = new Set(['response.output_audio.delta', 'response.audio.delta', 'session.output_audio.delta'])
const translationFormat: WireFormat = { type: 'audio/pcm', rate: 24_000 }

export function isDelta(happening: Happening): happening is Told & { event: { item_id: string } } {
  return 'event' in happening && happening.event.type.endsWith('.delta')
}

function measured({ delta, ...event }: WireEvent, format: WireFormat): WireEvent {
  // A recording has the length of the audio in its place.
  const bytes = typeof delta === 'string' ? Buffer.byteLength(delta, 'base64') : delta.bytes
  return { ...event, audioMs: durationOf(format, bytes) }
}

/** As a recording has it. */
function counted(told: Told): Told {
  const { item } = told.event
  const count = (part: WireEvent) => (typeof part.audio === 'string' ? { ...part, audio: { bytes: Buffer.byteLength(part.audio, 'base64') } } : part)
  return { ...told, event: { ...told.event, item: { ...item, ...(item.content && { content: item.content.map(count) }) } } }
}

function rounded(run: WireEvent): WireEvent {
  return { ...run, audioMs: Math.round(run.audioMs) }
}

function joinedWith(run: WireEvent, piece: WireEvent): WireEvent {
  return 'audioMs' in piece ? { ...run, audioMs: run.audioMs + piece.audioMs } : { ...run, delta: run.delta + piece.delta }
}
