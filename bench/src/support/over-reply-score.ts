import { type OverReplyKind, type OverReplyScene, takesFloor } from './over-reply-scenes.js'
import { percentile } from './percentile.js'

/** A packet of reply audio as it came to the client. */
export interface PlayedPacket {
  readonly atMs: number
  readonly durationMs: number
}

export interface OverReplyOutcome {
  readonly scene: OverReplyScene
  /** `input_audio_buffer.speech_started`, in ms from the acoustic onset; null: never. Negative: before it, for something else. */
  readonly toldMs: number | null
  /** Where the last of the reply was heard that was heard at all, in ms from the onset; null when it went on. */
  readonly silentMs: number | null
  /** The longest silence within the reply that went on, in ms. */
  readonly gapMs: number
}

/** What a client that plays each packet as it comes, and drops what it holds when speech is told, gives its listener to hear. */
export function outcomeOf(
  scene: OverReplyScene,
  packets: readonly PlayedPacket[],
  toldAtMs: readonly number[],
  startedMs: number,
  onsetAtMs: number,
): OverReplyOutcome {
  const told = toldAtMs.find((atMs) => atMs > startedMs)
  let playedUntilMs = startedMs
  let gapMs = 0
  for (const { atMs, durationMs } of packets) {
    if (told !== undefined && atMs > told) break
    if (atMs > playedUntilMs) gapMs = Math.max(gapMs, atMs - playedUntilMs)
    playedUntilMs = Math.max(playedUntilMs, atMs) + durationMs
  }
  if (told === undefined) return { scene, toldMs: null, silentMs: null, gapMs }
  return { scene, toldMs: told - onsetAtMs, silentMs: Math.min(told, playedUntilMs) - onsetAtMs, gapMs }
}

/** Told this much before the onset at most: the onset is known to some hundredths of a second. */
const toleranceMs = 60
const goalMs = 400

export interface Row {
  readonly name: string
  readonly goal: string
  readonly value: string
}

/** The rows of one table, for the outcomes at hand. */
export function overReplyRows(outcomes: readonly OverReplyOutcome[], only: (scene: OverReplyScene) => boolean = () => true): Row[] {
  const rows: Row[] = []
  const groups = new Map<string, OverReplyOutcome[]>()
  for (const outcome of outcomes.filter(({ scene }) => only(scene))) {
    const { kind, by, snrDb } = outcome.scene
    const name = `${label[kind]}${snrDb === null ? '' : ` at ${snrDb} dB`} (${by})`
    groups.set(name, [...(groups.get(name) ?? []), outcome])
  }
  for (const [name, these] of groups) {
    const kind = these[0]?.scene.kind as OverReplyKind
    if (takesFloor.includes(kind)) rows.push(...yieldRows(name, these))
    else rows.push(...ignoredRows(name, these, kind))
  }
  return rows
}

const label: Record<OverReplyKind, string> = {
  interruption: 'interruption',
  loud: 'loud interruption',
  noisy: 'interruption in noise',
  command: 'short interruption',
  'goes-on': 'speaker goes on as the reply begins',
  backchannel: 'backchannel',
  noise: 'noise',
  'side-talk': 'side talk',
}

function yieldRows(name: string, these: readonly OverReplyOutcome[]): Row[] {
  const rightly = these.filter(({ toldMs }) => toldMs !== null && toldMs >= -toleranceMs)
  const within = rightly.filter(({ silentMs }) => (silentMs ?? Number.POSITIVE_INFINITY) <= goalMs)
  const early = these.filter(({ toldMs }) => toldMs !== null && toldMs < -toleranceMs).length
  const told = rightly.filter(({ toldMs }) => (toldMs ?? Number.POSITIVE_INFINITY) <= goalMs)
  return [
    { name: `${name}: yields`, goal: '', value: share(rightly.length, these.length) + (early > 0 ? `; ${early} before it began` : '') },
    { name: '  and is silent within 400 ms', goal: '>= 95 %', value: share(within.length, these.length) },
    { name: '  silent after, median / p95', goal: '<= 400 ms', value: times(rightly.map(({ silentMs }) => silentMs ?? 0)) },
    { name: '  client is told within 400 ms', goal: '', value: share(told.length, these.length) },
    { name: '  client is told after, median / p95', goal: '', value: times(rightly.map(({ toldMs }) => toldMs ?? 0)) },
  ]
}

function ignoredRows(name: string, these: readonly OverReplyOutcome[], kind: OverReplyKind): Row[] {
  const wentOn = these.filter(({ toldMs }) => toldMs === null)
  const goal = kind === 'backchannel' ? '>= 90 %' : kind === 'noise' ? '>= 95 %' : ''
  return [
    { name: `${name}: reply goes on`, goal, value: share(wentOn.length, these.length) },
    { name: '  longest gap in it, median / p95', goal: '<= 700 ms', value: times(wentOn.map(({ gapMs }) => gapMs)) },
  ]
}

const share = (part: number, whole: number) => `${part} of ${whole}, ${((100 * part) / whole).toFixed(1)} %`
const times = (values: readonly number[]) => `${percentile(values, 50).toFixed(0)} / ${percentile(values, 95).toFixed(0)} ms`

export function printRows(rows: readonly Row[]): string {
  return rows.map(({ name, goal, value }) => `${name.padEnd(62)} ${value.padEnd(24)} ${goal}`.trimEnd()).join('\n')
}

export const longStory = Array.from(
  { length: 4 },
  () =>
    'Once upon a time there was a miller who had three sons, and when he died the eldest took the mill, the second took the donkey, and the youngest got nothing but the cat. He sat down in front of the house and thought about what he could do with it. The cat looked at him for a long while, and then it began to speak. It asked him for a pair of boots and a bag.',
).join(' ')
