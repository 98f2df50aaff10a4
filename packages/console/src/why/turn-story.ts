import type { TurnTimes } from '@sidetone/client'
import type { Decision, Fact } from '../session-log/fact.js'

/** What takes time in a turn, as rows of one time axis. */
export type SpanKind = 'speech' | 'quiet' | 'recognition' | 'model' | 'tool' | 'voice' | 'playout' | 'held'

export interface Span {
  readonly kind: SpanKind
  readonly fromMs: number
  readonly toMs: number
}

/** What happens at once. */
export type Point =
  | { readonly kind: 'decision'; readonly atMs: number; readonly decision: Decision }
  /** `silentMs`: until nothing of the reply was heard any more; null: not told. */
  | { readonly kind: 'interruption'; readonly atMs: number; readonly silentMs: number | null }
  /** The reply had a hole: it waited until it was made out who speaks, or its sound came late. */
  | { readonly kind: 'held'; readonly atMs: number; readonly ms: number; readonly because: 'speech' | 'late' }

/** One turn, all times on the client's clock. */
export interface TurnStory {
  readonly turn: number
  readonly by: 'voice' | 'text'
  /** What the user said, or typed; null: not told. */
  readonly words: string | null
  readonly spans: readonly Span[]
  readonly points: readonly Point[]
  readonly reason: string | null
  readonly fromMs: number
  readonly toMs: number
  /** The decision that ended the turn, where the server tells its decisions. */
  readonly end: (Decision & { readonly atMs: number }) | null
  /** Where the turn's speech begins and ends in the session's audio; null: nobody spoke, or it was not told. */
  readonly audio: { readonly startMs: number; readonly endMs: number } | null
  readonly waterfall: Waterfall
}

/** From the user's last sound (typed: from Enter) to the reply's first. */
export interface Waterfall {
  readonly totalMs: number | null
  readonly steps: readonly { readonly kind: StepKind; readonly ms: number }[]
}

export type StepKind = 'quiet' | 'recognition' | 'model' | 'voice' | 'playout'

export function turnStories(turns: readonly TurnTimes[], facts: readonly Fact[]): TurnStory[] {
  return turns.map((times, index) => {
    const endedAtMs = turnEndOf(times)
    const beforeMs = index === 0 ? Number.NEGATIVE_INFINITY : turnEndOf(turns[index - 1] as TurnTimes)
    const nextMs = index === turns.length - 1 ? Number.POSITIVE_INFINITY : turnEndOf(turns[index + 1] as TurnTimes)
    const asked = ofItsSession(facts.filter(({ atMs }) => atMs > beforeMs && atMs <= endedAtMs))
    return turnStory(
      times,
      asked.slice(dismissedUpTo(asked)),
      facts.filter(({ atMs }) => atMs > endedAtMs && atMs <= nextMs),
    )
  })
}

/** Speech over a reply that was no interruption belongs to the turn of that reply: up to here, of what happened behind a turn. */
function dismissedUpTo(facts: readonly Fact[]): number {
  return facts.findLastIndex((fact) => fact.type === 'decision' && fact.decision === 'no_interruption') + 1
}

/** What led up to a turn in an earlier session did not lead up to this one. */
function ofItsSession(facts: readonly Fact[]): readonly Fact[] {
  return facts.slice(facts.findLastIndex(({ type }) => type === 'session-began') + 1)
}

function turnEndOf({ turnEndAtMs }: TurnTimes): number {
  return turnEndAtMs ?? 0
}

/** `asked`: facts up to the turn's end; `answered`: those behind it. */
function turnStory(times: TurnTimes, asked: readonly Fact[], answered: readonly Fact[]): TurnStory {
  const started = asked.findLast((fact) => fact.type === 'speech-started')
  const ended = asked.findLast((fact) => fact.type === 'speech-ended')
  const typed = asked.findLast((fact) => fact.type === 'typed')
  // Push-to-talk has no news of speech.
  const by = typed && typed.atMs > (ended?.atMs ?? 0) ? 'text' : 'voice'
  const firstWordsAtMs = answered.find((fact) => fact.type === 'first-words')?.atMs ?? null
  const transcript = answered.find((fact) => fact.type === 'transcript')
  const speechEndMs = by === 'voice' ? (times.speechEndAtMs ?? times.turnEndAtMs) : times.turnEndAtMs
  const heardToMs = times.silentAtMs ?? times.lastHeardAtMs ?? answered.findLast((fact) => fact.type === 'reply-ended')?.atMs ?? null
  const end = asked.findLast((fact) => fact.type === 'decision' && fact.decision === 'user_finished')
  const firstSoundMs = times.firstHeardAtMs ?? times.firstAudioAtMs
  const spans = [
    span('speech', started?.spokenAtMs ?? null, speechEndMs),
    by === 'voice' ? span('quiet', speechEndMs, times.turnEndAtMs) : null,
    by === 'voice' ? span('recognition', times.turnEndAtMs, times.transcriptAtMs) : null,
    span('model', times.responseCreatedAtMs, firstWordsAtMs ?? times.firstAudioAtMs),
    ...toolSpans(answered),
    span('voice', firstWordsAtMs, times.firstAudioAtMs),
    span('playout', firstSoundMs, heardToMs),
    ...answered.map((fact) => (fact.type === 'held' ? span('held', fact.atMs, fact.untilMs) : null)),
  ].filter((each) => each !== null)
  const points: readonly Point[] = [
    ...asked.flatMap(decisionPoint),
    ...answered.slice(0, dismissedUpTo(answered)).flatMap(decisionPoint),
    ...spans.flatMap(({ kind, fromMs, toMs }): Point[] =>
      kind === 'held' ? [{ kind, atMs: fromMs, ms: toMs - fromMs, because: whyHeld(answered, fromMs, toMs) }] : [],
    ),
    ...interruption(times),
  ].sort((a, b) => a.atMs - b.atMs)
  const moments = [...spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]), ...points.map(({ atMs }) => atMs), turnEndOf(times)]
  return {
    turn: times.turn,
    by,
    words: (by === 'voice' ? transcript?.text : typed?.text) || null,
    spans,
    points,
    reason: times.reason,
    fromMs: Math.min(...moments),
    toMs: Math.max(...moments),
    end: end?.type === 'decision' ? end : null,
    audio: started && ended ? { startMs: started.audioMs, endMs: speechEndOf(end, ended.audioMs) } : null,
    waterfall: waterfall(by === 'voice' ? speechEndMs : null, times, firstWordsAtMs),
  }
}

/** The decision falls behind some quiet, which is no speech. */
function speechEndOf(end: Fact | undefined, audioEndMs: number): number {
  return end?.type === 'decision' ? end.audioMs - (Number(end.evidence.quiet_ms) || 0) : audioEndMs
}

function decisionPoint(fact: Fact): Point[] {
  return fact.type === 'decision' ? [{ kind: 'decision', atMs: fact.atMs, decision: fact }] : []
}

/** Audio that is on its way still sounds for so long behind the first sound of a voice, and the hole begins. */
const onItsWayMs = 500

function whyHeld(answered: readonly Fact[], fromMs: number, toMs: number): 'speech' | 'late' {
  const spoken = answered.some((fact) => fact.type === 'decision' && fact.decision === 'user_started' && fact.atMs > fromMs - onItsWayMs && fact.atMs < toMs)
  return spoken ? 'speech' : 'late'
}

function interruption({ bargeInAtMs, silentAtMs }: TurnTimes): Point[] {
  if (bargeInAtMs === null) return []
  return [{ kind: 'interruption', atMs: bargeInAtMs, silentMs: silentAtMs === null ? null : Math.max(0, silentAtMs - bargeInAtMs) }]
}

function toolSpans(answered: readonly Fact[]): (Span | null)[] {
  return answered.map((began) => {
    if (began.type !== 'tool-began') return null
    const ended = answered.find((fact) => fact.type === 'tool-ended' && fact.call === began.call)
    return span('tool', began.atMs, ended?.atMs ?? null)
  })
}

/** A span needs both its ends in their order. */
function span(kind: SpanKind, fromMs: number | null, toMs: number | null): Span | null {
  return fromMs === null || toMs === null || toMs < fromMs ? null : { kind, fromMs, toMs }
}

/** Each step begins where the one before it ended, so that they add up; a step without an end of its own is part of the next. */
function waterfall(speechEndMs: number | null, times: TurnTimes, firstWordsAtMs: number | null): Waterfall {
  const heardMs = times.firstHeardAtMs ?? times.firstAudioAtMs
  const beginMs = speechEndMs ?? times.turnEndAtMs
  const ends: readonly (readonly [StepKind, number | null])[] = [
    ['quiet', speechEndMs === null ? null : times.turnEndAtMs],
    // Of what was typed nothing is recognised.
    ['recognition', speechEndMs === null ? null : times.responseCreatedAtMs],
    ['model', firstWordsAtMs],
    ['voice', times.firstAudioAtMs],
    ['playout', heardMs],
  ]
  if (beginMs === null || heardMs === null || heardMs < beginMs) return { totalMs: null, steps: [] }
  let reachedMs = beginMs
  const steps: { kind: StepKind; ms: number }[] = []
  for (const [kind, endMs] of ends) {
    if (endMs === null) continue
    const toMs = Math.min(heardMs, Math.max(reachedMs, endMs))
    if (toMs > reachedMs) steps.push({ kind, ms: toMs - reachedMs })
    reachedMs = toMs
  }
  return { totalMs: heardMs - beginMs, steps }
}
