import { bytesFromInt16 } from '@sidetone/audio'
import type { SessionEvent } from '@sidetone/protocol'
import { ManualClock } from '@sidetone/server/lib/clock.js'
import { createScriptedModel } from '@sidetone/server/providers/llm/scripted/scripted.js'
import type { SpeechRecogniser } from '@sidetone/server/providers/stt/contract.js'
import type { SpeechSynthesiser } from '@sidetone/server/providers/tts/contract.js'
import type { VoiceActivityDetector } from '@sidetone/server/providers/vad/contract.js'
import { Session } from '@sidetone/server/session/session.js'
import { defaultSemanticVad, defaultSettings } from '@sidetone/server/session/settings.js'
import { createStages } from '@sidetone/server/stages.js'
import type { JudgeInterruption } from '@sidetone/server/turns/contract.js'
import type { OverReplyScene } from './over-reply-scenes.js'
import { longStory, type OverReplyOutcome, outcomeOf, type PlayedPacket } from './over-reply-score.js'

/** What a recognition costs, in ms of one core: a part for each, and a part for each second of audio. */
export interface RecognitionCost {
  readonly eachMs: number
  readonly perSecondMs: number
}

export interface OfflineParts {
  readonly detector: VoiceActivityDetector
  /** Gives the words at once; the cost is added here. */
  readonly recognise: (samples: Float32Array) => Promise<string>
  readonly cost: RecognitionCost
  /** In place of the server's own, to try another or to see the evidence. */
  readonly judge?: JudgeInterruption
}

export interface OfflineOutcome extends OverReplyOutcome {
  /** Why it was decided as it was, in the order of time; ms from the onset. */
  readonly decisions: readonly { atMs: number; what: string; words: string | null }[]
}

const packetMs = 20
const packetSamples = (24_000 * packetMs) / 1000
const listenMs = 1_500
const mostWaitMs = 6_000
const cores = 2

/** A whole session on a clock of audio time: the opener, the reply to it, and what comes over it. Null: the opener was not answered. */
export async function playOffline(scene: OverReplyScene, { detector, recognise, cost, judge }: OfflineParts): Promise<OfflineOutcome | null> {
  const clock = new ManualClock()
  const freeAtMs = new Array<number>(cores).fill(0)
  /** How many are under way: audio time stands still meanwhile. */
  let recognitions = 0
  const recogniser: SpeechRecogniser = {
    name: 'timed',
    async recognise({ samples }, signal) {
      const core = freeAtMs.indexOf(Math.min(...freeAtMs))
      const dueMs = Math.max(clock.nowMs(), freeAtMs[core] ?? 0) + cost.eachMs + (cost.perSecondMs * samples.length) / 16_000
      freeAtMs[core] = dueMs
      const due = new Promise<void>((resolve) => void clock.after(dueMs - clock.nowMs(), resolve))
      recognitions++
      const text = await recognise(samples)
      recognitions--
      await due
      signal.throwIfAborted()
      return { text }
    },
    close: async () => {},
  }
  const model = createScriptedModel({ calls: Array.from({ length: 8 }, () => ({ answer: [longStory] })) }, { clock })
  const own = createStages({ detector, recogniser, model, synthesiser: toneSynthesiser }, clock)
  const stages = judge ? { ...own, judgeInterruption: judge } : own
  const packets: PlayedPacket[] = []
  const told: number[] = []
  const decided: { atMs: number; what: string; words: string | null }[] = []
  const emit = (event: SessionEvent) => {
    const atMs = clock.nowMs()
    if (event.type === 'reply-audio-delta') packets.push({ atMs, durationMs: event.audio.length / 48 })
    else if (event.type === 'speech-started') told.push(atMs)
    if (event.type === 'turn-decided') decided.push({ atMs, what: `${event.decision}: ${event.reason}`, words: event.words })
    if (event.type === 'speech-dismissed') decided.push({ atMs, what: `dismissed: ${event.because}`, words: null })
  }
  const session = new Session({
    id: 'sess_1',
    kind: { type: 'realtime' },
    idSeed: 'AAAAAAAAAAAAAAAA',
    abilities: {
      voices: toneSynthesiser.voices,
      seesImages: false,
      leadMs: 1_500,
      tokensPerMinute: 1e9,
      sessionMs: 3_600_000,
      contextTokens: 6_000,
      summarises: false,
      prompts: {},
      toolServers: { allowed: [], allowPlainHttp: false },
    },
    settings: { ...defaultSettings('bench', 'tone'), turnDetection: defaultSemanticVad },
    expiresAtMs: 3_600_000,
    stages,
    clock,
    emit,
  })
  session.open()
  const pass = async (samples: Int16Array) => {
    await clock.advance(packetMs)
    const packet = new Int16Array(packetSamples)
    packet.set(samples)
    session.receive({ type: 'append-audio', audio: bytesFromInt16(packet) })
    do await new Promise((resolve) => setImmediate(resolve))
    while (recognitions > 0)
  }
  const passAll = async (samples: Int16Array) => {
    for (let from = 0; from < samples.length; from += packetSamples) await pass(samples.subarray(from, from + packetSamples))
  }
  await passAll(new Int16Array(packetSamples * 10))
  await passAll(scene.opener)
  const openedMs = clock.nowMs()
  // A reply in the middle of the opener does not count.
  for (;;) {
    const first = packets.find(({ atMs }) => atMs >= openedMs && (told.at(-1) ?? 0) < openedMs)
    if (first) break
    if (clock.nowMs() > openedMs + mostWaitMs) {
      session.close()
      return null
    }
    await pass(new Int16Array(0))
  }
  const startedMs = clock.nowMs()
  await passAll(scene.samples)
  const untilMs = clock.nowMs() + listenMs
  while (clock.nowMs() < untilMs) await pass(new Int16Array(0))
  session.close()
  await clock.advance(packetMs)
  const onsetMs = startedMs + scene.onsetMs
  const decisions = decided.filter(({ atMs }) => atMs >= startedMs).map((each) => ({ ...each, atMs: each.atMs - onsetMs }))
  return {
    ...outcomeOf(
      scene,
      packets.filter(({ atMs }) => atMs >= openedMs),
      told,
      startedMs,
      onsetMs,
    ),
    decisions,
  }
}

/** Three words a second, at once. */
const toneSynthesiser: SpeechSynthesiser = {
  name: 'tone',
  voices: ['tone'],
  async *synthesise({ text }) {
    const words = [...text.matchAll(/\S+/gu)].map((match, index) => ({
      textStart: match.index,
      textEnd: match.index + match[0].length,
      startMs: index * 333,
      endMs: (index + 1) * 333,
    }))
    const samples = Int16Array.from({ length: Math.round(words.length * 0.333 * 16_000) }, (_, index) => 3_000 * Math.sin(index / 10))
    yield { samples, sampleRateHz: 16_000, words }
  },
  close: async () => {},
}
