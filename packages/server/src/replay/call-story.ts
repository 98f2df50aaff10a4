import type { DecisionEvidence } from '@sidetone/protocol'
import type { GatewayScript, TimelineLine } from '../recording/format.js'
import type { WireEvent } from './wire-event.js'

/** One thing that happened in a call and why. */
export interface StoryLine {
  /** Since the session began. */
  readonly atMs: number
  readonly who: 'user' | 'sidetone' | 'client'
  readonly what: string
  readonly why: string
  readonly evidence: DecisionEvidence
  /** From the end of the user's voice; from its beginning where the user starts. null: nothing to measure from. */
  readonly delayMs: number | null
  /** What was said, personal. */
  readonly words: string | null
}

/** Pauses that are longer, and that did not end a turn, are told: there it waited. */
const tellablePauseMs = 200
const frameMs = 32

/** What happened in a call, in order: decisions, pauses, answers, stops and failures. `script` (where there is one) knows of pauses inside a turn. */
export function storyOf(timeline: readonly TimelineLine[], script: GatewayScript | null): StoryLine[] {
  const told = timeline.flatMap((line) => (line.from === 'server' ? [{ atMs: line.atMs, event: line.message as WireEvent }] : []))
  const answers = new Map<string, string>()
  for (const { event } of told) if (event.type === 'response.done') answers.set(event.response.id, answerOf(event))
  const story: StoryLine[] = [...waits(timeline, script)]
  let voiceEndedAtMs: number | null = null
  const sounding = new Map<string, number>()
  for (const line of timeline) {
    const row = (who: StoryLine['who'], what: string, more: Partial<StoryLine> = {}) =>
      story.push({ atMs: line.atMs, who, what, why: '', evidence: {}, delayMs: null, words: null, ...more })
    if (line.from === 'session') {
      const { decision, reason, evidence, words } = line.decided
      const delay = evidence[decision === 'user-started' ? 'voiceMs' : 'quietMs']
      const delayMs = typeof delay === 'number' ? delay : null
      if (decision === 'user-finished') voiceEndedAtMs = line.atMs - (delayMs ?? 0)
      row(decision.startsWith('user-') ? 'user' : 'sidetone', decision.replace(/^user-/, '').replaceAll('-', ' '), { why: reason, evidence, delayMs, words })
    } else if (line.from === 'client' && 'message' in line) {
      const asked = typeof line.message === 'string' ? undefined : clientOrders[(line.message as WireEvent).type]
      if (asked) row('client', asked)
    } else if (line.from === 'server') {
      const event = line.message as WireEvent
      switch (event.type) {
        case 'conversation.item.input_audio_transcription.completed':
          row('user', event.transcript === '' ? 'said nothing' : 'said', event.transcript === '' ? { why: 'no words: no answer' } : { words: event.transcript })
          break
        case 'conversation.item.input_audio_transcription.failed':
          row('sidetone', 'did not understand', { why: event.error.message })
          break
        case 'response.output_audio.delta':
        case 'response.output_text.delta':
        case 'response.audio.delta':
        case 'response.text.delta':
          if (sounding.has(event.response_id)) break
          sounding.set(event.response_id, line.atMs)
          row('sidetone', 'answers', {
            why: event.type.endsWith('audio.delta') ? 'first sound' : 'first words',
            delayMs: voiceEndedAtMs === null ? null : line.atMs - voiceEndedAtMs,
            words: answers.get(event.response_id) || null,
          })
          voiceEndedAtMs = null
          break
        case 'response.done':
          if (event.response.status !== 'completed') row('sidetone', endings[event.response.status] ?? event.response.status, { why: whyEnded(event) })
          break
        case 'input_audio_buffer.timeout_triggered':
          row('sidetone', 'nudges', { why: `silence for ${event.audio_end_ms - event.audio_start_ms} ms (idle_timeout_ms)` })
          break
        case 'error':
          row('sidetone', 'refuses', { why: event.error.message })
      }
    }
  }
  return story.sort((a, b) => a.atMs - b.atMs)
}

const clientOrders: { readonly [type: string]: string } = {
  'input_audio_buffer.commit': 'commits the turn',
  'input_audio_buffer.clear': 'clears the audio',
  'response.create': 'asks for an answer',
  'response.cancel': 'cancels the answer',
  'conversation.item.truncate': 'says what was heard',
}

const endings: { readonly [status: string]: string } = { cancelled: 'stops', failed: 'fails', incomplete: 'breaks off' }

function whyEnded({ response }: WireEvent): string {
  const { reason, error } = response.status_details ?? {}
  if (reason === 'turn_detected') return 'the user began to speak'
  if (reason === 'client_cancelled') return 'the client cancelled it'
  return error?.message ?? reason ?? ''
}

function answerOf({ response }: WireEvent): string {
  return response.output
    .flatMap((item: WireEvent) =>
      item.type === 'function_call' ? [`(calls ${item.name})`] : (item.content ?? []).map((part: WireEvent) => part.transcript ?? part.text ?? ''),
    )
    .join(' ')
}

/** Pauses inside turns. Told only when one stream of the detector heard all of the call, since only then its frames have a place. */
function waits(timeline: readonly TimelineLine[], script: GatewayScript | null): StoryLine[] {
  const heard = script?.detector?.filter(({ voice }) => voice.length > 0) ?? []
  const voice = heard.length === 1 ? (heard[0]?.voice ?? []) : []
  const arrival = arrivals(timeline)
  return turnsOf(timeline).flatMap(({ startMs, endMs }) =>
    voice.flatMap(([from], index): StoryLine[] => {
      const pauseMs = index === 0 ? 0 : (from - (voice[index - 1]?.[1] ?? 0)) * frameMs
      const [pausedMs, goesOnMs] = [from * frameMs - pauseMs, from * frameMs]
      if (pauseMs < tellablePauseMs || pausedMs < startMs || goesOnMs > endMs) return []
      return [
        {
          atMs: arrival(goesOnMs),
          who: 'sidetone',
          what: 'waited',
          why: `a pause of ${pauseMs} ms, then the user went on`,
          evidence: {},
          delayMs: null,
          words: null,
        },
      ]
    }),
  )
}

function turnsOf(timeline: readonly TimelineLine[]): { startMs: number; endMs: number }[] {
  const turns: { startMs: number; endMs: number }[] = []
  let startMs: number | null = null
  for (const line of timeline) {
    if (line.from !== 'session') continue
    if (line.decided.decision === 'user-started') startMs = line.decided.audioMs
    if (line.decided.decision !== 'user-finished' || startMs === null) continue
    turns.push({ startMs, endMs: line.decided.audioMs })
    startMs = null
  }
  return turns
}

/** When the audio up to a place had arrived. */
function arrivals(timeline: readonly TimelineLine[]): (audioMs: number) => number {
  const packets: { endMs: number; atMs: number }[] = []
  let endMs = 0
  for (const line of timeline) {
    if (line.from !== 'client' || !('audio' in line) || !line.packetsAtMs || !('file' in line.audio)) continue
    const packetMs = ((line.audio.endMs ?? 0) - (line.audio.startMs ?? 0)) / line.packetsAtMs.length
    for (const atMs of line.packetsAtMs) {
      endMs += packetMs
      packets.push({ endMs, atMs })
    }
  }
  return (audioMs) => packets.find((packet) => packet.endMs >= audioMs)?.atMs ?? audioMs
}
