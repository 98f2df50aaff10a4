import type { TurnDecided } from '@sidetone/protocol'
import { openaiRealtimeBeta } from '@sidetone/protocol/openai-realtime-beta'
import { sleep } from '../lib/abort.js'
import type { Clock } from '../lib/clock.js'
import type { NoiseSuppressor } from '../providers/denoise/contract.js'
import type { SpeechRecogniser } from '../providers/stt/contract.js'
import type { TurnModel } from '../providers/turn-model/contract.js'
import type { VoiceActivityDetector } from '../providers/vad/contract.js'
import type { Decided, TimelineLine } from '../recording/format.js'
import { type Conversation, RecordingError } from './conversation.js'
import { replay } from './replay.js'
import type { WireEvent } from './wire-event.js'

/** Turn detection as the wire names it: `{ eagerness: 'high' }`. */
export type Change = { readonly [field: string]: string | number | boolean }

export interface Hearing {
  readonly detector: VoiceActivityDetector
  /** Null: noise reduction has no effect. */
  readonly suppressor: NoiseSuppressor | null
  readonly recogniser: SpeechRecogniser
  /** Null, or left out: turns are judged without one. */
  readonly turnModel?: TurnModel | null
}

/** Recognition takes about so much of the speech's own length (measured for Moonshine Tiny on two cores). */
const recognitionShare = 0.04
/** A turn model takes about so long (features of 8 s, and a model of eight million parameters). */
const turnModelMs = 100
const changeId = 'what-if'

/** What `eagerness=high` means beside it: each kind of turn detection has settings of its own. */
function kindOf(change: Change, recorded: Decided['detection']['kind']): string {
  if (change.type !== undefined) return String(change.type)
  if ('eagerness' in change) return 'semantic_vad'
  if ('threshold' in change || 'silence_duration_ms' in change || 'prefix_padding_ms' in change || 'idle_timeout_ms' in change) return 'server_vad'
  return recorded.replace('-', '_')
}

/**
 * The decisions of a call under other settings: its audio is heard anew, by providers that really hear, and the answers are those of the recording, spoken
 * in tones of about the same length. Throws `RecordingError` when the settings are refused.
 */
export async function decideAnew({ folder, timeline, script }: Conversation, change: Change, hearing: Hearing): Promise<readonly TurnDecided[]> {
  const recorded = timeline.find((line) => line.from === 'session')?.decided.detection.kind ?? 'server-vad'
  const detection = { ...change, type: kindOf(change, recorded) }
  const place = script.dialect === openaiRealtimeBeta.name ? inBetaSession : inSession
  const begin: TimelineLine = { atMs: -1, from: 'client', message: { type: 'session.update', event_id: changeId, session: place.write({}, detection) } }
  const { recogniser: _, speech: __, detector: ___, synthesiser: ____, turnModel: _____, ...rest } = script
  const calls = script.languageModel?.calls.map(({ answer }) => ({ answer })) ?? []
  const work = new Set<Promise<unknown>>()
  const { decisions, happenings } = await replay(
    { folder, timeline: [begin, ...timeline], script: { ...rest, ...(script.languageModel && { languageModel: { ...script.languageModel, calls } }) } },
    {
      change: (message) => [changed(message, detection, place)],
      providers: (clock) => ({
        detector: hearing.detector,
        recogniser: takingTime(hearing.recogniser, clock, work),
        turnModel: askedInTime(hearing.turnModel ?? null, clock, work),
      }),
      suppressor: hearing.suppressor,
      rest: async () => {
        while (work.size > 0) await Promise.allSettled(work)
      },
    },
  )
  const refusal = happenings.find((each) => 'event' in each && each.event.type === 'error' && each.event.error.event_id === changeId)
  if (refusal && 'event' in refusal) throw new RecordingError(`These settings are refused: ${refusal.event.error.message}`)
  return decisions
}

/** Where a session has its settings for turns. */
interface Place {
  read(session: WireEvent['session']): WireEvent['session']
  write(session: WireEvent['session'], detection: object): object
}

const inSession: Place = {
  read: (session) => session?.audio?.input?.turn_detection,
  write: (session, detection) => {
    return { type: 'realtime', ...session, audio: { ...session.audio, input: { ...session.audio?.input, turn_detection: detection } } }
  },
}

const inBetaSession: Place = {
  read: (session) => session?.turn_detection,
  write: (session, detection) => ({ ...session, turn_detection: detection }),
}

/** The client's own settings for turns give way to the change; whatever else it says stays. */
function changed(message: object | string, detection: { readonly type: string }, place: Place): object | string {
  if (typeof message === 'string') return message
  const { type, event_id, session } = message as WireEvent
  const own = place.read(session)
  if (type !== 'session.update' || event_id === changeId || !own) return message
  const kept = own.type === detection.type ? own : {}
  return { ...message, session: place.write(session, { ...kept, ...detection }) }
}

/** Real work, done while the hand-set clock stands still, takes its usual time on that clock. */
function takingTime(recogniser: SpeechRecogniser, clock: Clock, work: Set<Promise<unknown>>): SpeechRecogniser {
  return {
    ...recogniser,
    name: recogniser.name,
    close: async () => {},
    recognise: async (utterance, signal) => {
      const answer = recogniser.recognise(utterance, signal)
      work.add(answer)
      try {
        await answer
      } finally {
        work.delete(answer)
      }
      await sleep(clock, (utterance.samples.length / utterance.sampleRateHz) * 1000 * recognitionShare, signal)
      return answer
    },
  }
}

function askedInTime(turnModel: TurnModel | null, clock: Clock, work: Set<Promise<unknown>>): TurnModel | null {
  if (turnModel === null) return null
  return {
    name: turnModel.name,
    close: async () => {},
    probability: async (samples, signal) => {
      const answer = turnModel.probability(samples, signal)
      work.add(answer)
      try {
        await answer
      } finally {
        work.delete(answer)
      }
      await sleep(clock, turnModelMs, signal)
      return answer
    },
  }
}

/** One decision as it was, and as it would be; null: it was, or would be, none. Places count in the call's audio. */
export interface DecisionPair {
  readonly decision: string
  readonly before: Decided | null
  readonly after: Decided | null
  /** The decision would end a turn in which the user went on, so much later: the answer would cut in. */
  readonly cutsInMs: number | null
}

/** Pairs the ends of turns that fall into the same pause, that is with no start of a turn between them. */
export function pairDecisions(before: readonly Decided[], after: readonly Decided[]): DecisionPair[] {
  const ends = (decisions: readonly Decided[]) => decisions.filter(({ decision }) => decision === 'user-finished')
  const starts = [...before, ...after].filter(({ decision }) => decision === 'user-started').map(({ audioMs }) => audioMs)
  const samePause = (a: Decided, b: Decided) => {
    const [from, to] = a.audioMs < b.audioMs ? [a.audioMs, b.audioMs] : [b.audioMs, a.audioMs]
    return !starts.some((atMs) => from < atMs && atMs < to)
  }
  const free = new Set(ends(after))
  const pairs: DecisionPair[] = ends(before).map((end) => {
    const match = [...free].find((each) => samePause(end, each)) ?? null
    if (match) free.delete(match)
    return { decision: 'user-finished', before: end, after: match, cutsInMs: null }
  })
  for (const end of free) pairs.push({ decision: 'user-finished', before: null, after: end, cutsInMs: cutIn(end, before, after) })
  return pairs.sort((a, b) => placeOf(a) - placeOf(b))
}

function placeOf({ before, after }: DecisionPair): number {
  return (before ?? after)?.audioMs ?? 0
}

function cutIn(end: Decided, before: readonly Decided[], after: readonly Decided[]): number | null {
  const floor = before.filter(({ audioMs, decision }) => audioMs <= end.audioMs && decision.startsWith('user-')).at(-1)
  if (floor?.decision !== 'user-started') return null
  const next = after.find(({ audioMs, decision }) => decision === 'user-started' && audioMs > end.audioMs)
  if (!next) return null
  const { voiceMs } = next.evidence
  return Math.max(0, next.audioMs - (typeof voiceMs === 'number' ? voiceMs : 0) - end.audioMs)
}
